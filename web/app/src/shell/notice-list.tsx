// Shows the notices. Information goes away by itself, but not while one reads it with the pointer or the focus on it.
import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { useStore } from '../state/store';
import { AlertIcon, CloseIcon } from './icons';
import { ReportProgress } from './report-progress';
import { useListener } from './use-listener';
import { dismissNotice, notices, runNoticeAction, type Notice } from './notices';

/** Also the time in which a deletion can be undone. */
const SHOWN_MS = 6000;

export function NoticeList() {
  const all = useStore(notices);
  const box = useRef<HTMLElement>(null);
  useReturnedFocus(box);
  return (
    <section className="notices" aria-label="Notifications" ref={box}>
      <ReportProgress />
      <div role="alert">
        {all.map((notice) => notice.kind === 'error' && <NoticeItem key={notice.id} notice={notice} />)}
      </div>
      <div role="status">
        {all.map((notice) => notice.kind === 'info' && <NoticeItem key={notice.id} notice={notice} />)}
      </div>
    </section>
  );
}

function NoticeItem({ notice: { id, kind, text, action } }: { notice: Notice }) {
  const [isHeld, setHeld] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useListener(box, 'pointerenter', () => setHeld(true));
  useListener(box, 'pointerleave', () => setHeld(false));
  useListener(box, 'focusin', () => setHeld(true));
  useListener(box, 'focusout', () => setHeld(false));
  useEffect(() => {
    if (kind === 'error' || isHeld) return;
    const timer = setTimeout(() => dismissNotice(id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [id, kind, isHeld]);

  return (
    <div className="notice" data-kind={kind} ref={box}>
      {kind === 'error' && <AlertIcon />}
      <p>{text}</p>
      {action && (
        <button type="button" className="notice-action" onClick={() => runNoticeAction(id)}>
          {action.label}
        </button>
      )}
      <button type="button" className="icon-button" aria-label="Dismiss" onClick={() => dismissNotice(id)}>
        <CloseIcon size={16} />
      </button>
    </div>
  );
}

/** When a notice goes away with the focus in it, gives the focus back to where it came from. */
function useReturnedFocus(box: RefObject<HTMLElement | null>): void {
  const inside = useRef<Element | null>(null);
  const origin = useRef<HTMLElement | null>(null);
  useListener(box, 'focusin', ({ target, relatedTarget }) => {
    inside.current = target instanceof Element ? target : null;
    const isFromOutside = relatedTarget instanceof HTMLElement && !box.current?.contains(relatedTarget);
    if (isFromOutside) origin.current = relatedTarget;
  });

  useLayoutEffect(() => {
    const isLost = inside.current?.isConnected === false && document.activeElement === document.body;
    if (!isLost) return;
    inside.current = null;
    const isThere = origin.current?.isConnected === true;
    (isThere ? origin.current : document.querySelector('h1'))?.focus({ preventScroll: true });
  });
}
