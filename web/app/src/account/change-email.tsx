// Changes the email: a mail to the new one proves that it can be read.
import { useEffect, useRef, useState } from 'react';
import { CodeForm } from '../mail/code-form';
import type { SentMail } from '../mail/sent-mail';
import { confirmChange, isChangedAlready } from '../session/email-change';
import { ChangeEmailForm } from './change-email-form';
import { useMailDrafts } from './mail-drafts';

export function ChangeEmail({ email }: { email: string }) {
  const [{ change, newEmail }, keep] = useMailDrafts();
  const [isOpen, setOpen] = useState(newEmail !== '');
  const [isJustSent, setJustSent] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(false);

  useEffect(() => {
    if (wasOpen.current && !isOpen) opener.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);

  const close = () => {
    keep({ change: null, newEmail: '' });
    setOpen(false);
  };

  const onSent = (mail: SentMail) => {
    keep({ change: mail, newEmail: '' });
    setJustSent(true);
  };

  const startAgain = (mail: SentMail) => {
    keep({ change: null, newEmail: mail.email });
    setOpen(true);
  };

  // A change that the link in the mail has made needs no code.
  if (change !== null && change.email !== email) {
    return <CheckMail mail={change} takesFocus={isJustSent} onStartAgain={startAgain} onCancel={close} />;
  }
  if (isOpen) return <ChangeEmailForm email={email} onSent={onSent} onCancel={close} />;
  return (
    <div className="panel-row">
      <p>Use a different email to log in.</p>
      <button type="button" className="button" ref={opener} aria-expanded={false} onClick={() => setOpen(true)}>
        Change email
      </button>
    </div>
  );
}

interface CheckMailProps {
  mail: SentMail;
  takesFocus: boolean;
  onStartAgain: (mail: SentMail) => void;
  onCancel: () => void;
}

function CheckMail({ mail, takesFocus, onStartAgain, onCancel }: CheckMailProps) {
  const [, keep] = useMailDrafts();

  const confirm = async (code: string, isRepeated: boolean) => {
    try {
      await confirmChange({ request_id: mail.requestId, code }, mail.email, () => keep({ change: null }));
    } catch (error) {
      if (!isRepeated || !(await isChangedAlready(error, mail.email))) throw error;
    }
  };

  return (
    <>
      <p>
        A mail is on its way to <strong>{mail.email}</strong>. Open its link, or enter its code here. Both work for an
        hour. Then all devices are logged out, and you log in with the new email.
      </p>
      <CodeForm label="Change email" busyLabel="Changing…" takesFocus={takesFocus} confirm={confirm} />
      <div className="panel-row">
        <p className="panel-note">No mail? Look in the spam folder too, or check the address.</p>
        <div className="button-row">
          <button type="button" className="button" onClick={() => onStartAgain(mail)}>
            Start again
          </button>
          <button type="button" className="button button-plain" onClick={onCancel}>
            Cancel
          </button>
        </div>
      </div>
    </>
  );
}
