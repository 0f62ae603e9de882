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
  // From then on, the focus follows: not after a reload, which would scroll here.
  const [isUsed, setUsed] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  // A change that the link in the mail has made needs no code.
  const mail = change?.email === email ? null : change;
  const isClosed = !isOpen && mail === null;

  useEffect(() => {
    if (isUsed && isClosed) opener.current?.focus();
  }, [isUsed, isClosed]);

  const show = (isForm: boolean, drafts: { change: SentMail | null; newEmail: string }) => {
    keep(drafts);
    setOpen(isForm);
    setUsed(true);
  };
  const onCancel = () => show(false, { change: null, newEmail: '' });

  if (mail !== null) {
    const onStartAgain = () => show(true, { change: null, newEmail: mail.email });
    return <CheckMail mail={mail} takesFocus={isUsed} onStartAgain={onStartAgain} onCancel={onCancel} />;
  }
  if (isOpen) {
    const onSent = (sent: SentMail) => show(false, { change: sent, newEmail: '' });
    return <ChangeEmailForm email={email} takesFocus={isUsed} onSent={onSent} onCancel={onCancel} />;
  }
  const open = () => show(true, { change: null, newEmail: '' });
  return (
    <div className="panel-row">
      <p>Use a different email to log in.</p>
      <button type="button" className="button" ref={opener} aria-expanded={false} onClick={open}>
        Change email
      </button>
    </div>
  );
}

interface CheckMailProps {
  mail: SentMail;
  takesFocus: boolean;
  onStartAgain: () => void;
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
          <button type="button" className="button" onClick={onStartAgain}>
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
