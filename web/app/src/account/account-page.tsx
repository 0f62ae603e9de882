// The screen of the account.
import { useQuery } from '@tanstack/react-query';
import { api } from '../api';
import { useWorkspace } from '../session/current';
import { momentInWords } from '../dates/day-names';
import { Screen } from '../shell/screen';
import { ThemeSwitch } from '../shell/theme-switch';
import { DownloadIcon } from '../shell/icons';
import { startReport } from '../tasks/report';
import { ChangePassword } from './change-password';
import { DeleteAccount } from './delete-account';
import { Sessions } from './sessions';
import { useSessions } from './sessions-query';
import './account.css';

export default function AccountPage() {
  const workspace = useWorkspace();
  const account = useQuery({ queryKey: ['account'], queryFn: () => api.account.get() });
  const sessions = useSessions();
  return (
    <Screen title="Account">
      <p className="account-email">
        {account.data ? (
          <>
            <strong>{account.data.email}</strong>
            <span>Since {momentInWords(account.data.created_at).split(',')[0]}</span>
          </>
        ) : (
          <span>{account.isError ? 'Your email could not be loaded.' : '\u00a0'}</span>
        )}
      </p>
      <section className="panel" aria-labelledby="appearance">
        <h2 id="appearance">Appearance</h2>
        <ThemeSwitch />
      </section>
      <section className="panel" aria-labelledby="sessions">
        <Sessions />
      </section>
      {/* What stands below the list waits for it, so that nothing moves. */}
      {!sessions.isPending && (
        <>
          <section className="panel" aria-labelledby="password">
            <h2 id="password">Password</h2>
            <ChangePassword email={account.data?.email ?? ''} />
          </section>
          <section className="panel" aria-labelledby="data">
            <h2 id="data">Your data</h2>
            <div className="panel-row">
              <p>All your tasks as a CSV file for a spreadsheet.</p>
              <button type="button" className="button" onClick={() => startReport(workspace)}>
                <DownloadIcon size={18} /> Download report
              </button>
            </div>
            <DeleteAccount />
          </section>
        </>
      )}
    </Screen>
  );
}
