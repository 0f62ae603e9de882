// The report of all tasks: as a file, or by mail to the account's email once that is verified.
import type { User } from 'todo-lambda-client';
import { useWorkspace } from '../session/current';
import { DownloadIcon, MailIcon } from '../shell/icons';
import { useStore } from '../state/store';
import { isReportOrdered, mailReport } from '../tasks/mail-report';
import { startReport } from '../tasks/report';
import { EMAIL_HASH } from './email-anchor';

export function Reports({ user }: { user: User | undefined }) {
  const workspace = useWorkspace();
  const isOrdered = useStore(isReportOrdered);
  return (
    <>
      <div className="panel-row">
        <p>All your tasks as a CSV file for a spreadsheet.</p>
        <button type="button" className="button" onClick={() => startReport(workspace)}>
          <DownloadIcon size={18} /> Download report
        </button>
      </div>
      {user?.email_verified && (
        <div className="panel-row">
          <p>
            The same file in a mail to <strong>{user.email}</strong>.
          </p>
          <button type="button" className="button" aria-disabled={isOrdered} onClick={() => void mailReport(workspace)}>
            <MailIcon size={18} /> Mail me the report
          </button>
        </div>
      )}
      {user?.email_verified === false && (
        <p className="panel-note">
          You can also get it by mail, once <a href={EMAIL_HASH}>your email is verified</a>.
        </p>
      )}
    </>
  );
}
