// The bar on top of the signed-in screens.
import { Link } from 'wouter';
import { useRef } from 'react';
import { api } from '../api';
import { countLogout } from '../session/drafts';
import { useWorkspace } from '../session/current';
import { sendDeletions } from '../tasks/delete-task';
import { mailReport } from '../tasks/mail-report';
import { startReport } from '../tasks/report';
import { CheckIcon, DownloadIcon, KeyboardIcon, LogOutIcon, MailIcon, MenuIcon, UserIcon } from './icons';
import { openShortcuts } from './shortcuts';
import { ThemeSwitch } from './theme-switch';

export function Brand() {
  return (
    <>
      <span className="brand-mark">
        <CheckIcon size={16} />
      </span>
      Todo
    </>
  );
}

/** A server that does not answer must not keep anybody logged in. */
const LONGEST_WAIT_MS = 2000;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export function Header() {
  const workspace = useWorkspace();
  const menu = useRef<HTMLDivElement>(null);
  const close = () => menu.current?.hidePopover();

  const logOut = async () => {
    close();
    await Promise.race([sendDeletions(workspace, true), pause(LONGEST_WAIT_MS)]);
    countLogout();
    await api.logOut();
  };

  return (
    <header className="header">
      <div className="header-row">
        <Link href="/" className="brand" aria-label="Todo: all tasks">
          <Brand />
        </Link>
        <button type="button" className="icon-button" aria-label="Menu" popoverTarget="menu">
          <MenuIcon />
        </button>
      </div>
      <div id="menu" popover="auto" ref={menu} className="menu">
        <nav aria-label="Menu">
          <Link href="/account" className="menu-item" onClick={close}>
            <UserIcon /> Account
          </Link>
          <button
            type="button"
            className="menu-item"
            onClick={() => {
              close();
              startReport(workspace);
            }}
          >
            <DownloadIcon /> Download report
          </button>
          <button
            type="button"
            className="menu-item"
            onClick={() => {
              close();
              void mailReport(workspace);
            }}
          >
            <MailIcon /> Mail me the report
          </button>
          <button
            type="button"
            className="menu-item"
            onClick={() => {
              close();
              openShortcuts();
            }}
          >
            <KeyboardIcon /> Keyboard shortcuts
          </button>
          <div className="menu-theme">
            <ThemeSwitch />
          </div>
          <button type="button" className="menu-item" onClick={() => void logOut()}>
            <LogOutIcon /> Log out
          </button>
        </nav>
      </div>
    </header>
  );
}
