// The screen of the account.
import { momentInWords } from '../dates/day-names';
import { Screen } from '../shell/screen';
import { ThemeSwitch } from '../shell/theme-switch';
import { useAccount } from './account-query';
import { ChangePassword } from './change-password';
import { DeleteAccount } from './delete-account';
import { EmailPanel } from './email-panel';
import { Reports } from './reports';
import { Sessions } from './sessions';
import { useSessions } from './sessions-query';
import { VerifiedBadge } from './verified-badge';
import './account.css';

export default function AccountPage() {
  const account = useAccount();
  const sessions = useSessions();
  return (
    <Screen title="Account">
      <p className="account-email">
        {account.data ? (
          <>
            <strong>{account.data.email}</strong>
            <span className="account-facts">
              <VerifiedBadge isVerified={account.data.email_verified} />
              Since {momentInWords(account.data.created_at).split(',')[0]}
            </span>
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
      {/* What stands below the list waits for it and for the account, so that nothing moves. */}
      {!sessions.isPending && !account.isPending && (
        <>
          {account.data && <EmailPanel user={account.data} />}
          <section className="panel" aria-labelledby="password">
            <h2 id="password">Password</h2>
            <ChangePassword email={account.data?.email ?? ''} />
          </section>
          <section className="panel" aria-labelledby="data">
            <h2 id="data">Your data</h2>
            <Reports user={account.data} />
            <DeleteAccount />
          </section>
        </>
      )}
    </Screen>
  );
}
