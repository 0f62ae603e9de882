// Changes the email by the link in the mail to the new one. Whoever opens it need not be logged in.
import { Link, Redirect, useLocation } from 'wouter';
import { ConfirmLink } from '../mail/confirm-link';
import { CHANGE_PATH, mailLink, useMailLink, type MailLink } from '../mail/mail-link';
import { UsedLink } from '../mail/used-link';
import { confirmChange } from '../session/email-change';
import { GuestLayout } from '../session/guest-layout';

export default function ChangeEmailPage() {
  const link = useMailLink(CHANGE_PATH);
  if (link === null) return <Redirect to="/account" replace />;
  return (
    <GuestLayout>
      <ByLink link={link} key={link.token} />
    </GuestLayout>
  );
}

function ByLink({ link }: { link: MailLink }) {
  const [, navigate] = useLocation();

  const confirm = async () => {
    await confirmChange({ request_id: link.requestId, token: link.token }, '', () => undefined);
    navigate('/log-in');
    mailLink.set(null);
  };

  return (
    <ConfirmLink
      title="Change your email"
      lead="From then on, you log in with the email that got this mail. All devices are logged out."
      label="Change email"
      busyLabel="Changing…"
      confirm={confirm}
      refused={
        <UsedLink
          hint="If you have just changed your email with it, log in with the new one."
          action={
            <Link href="/account" className="button button-primary">
              Go to the account
            </Link>
          }
          other={<Link href="/log-in">Back to log in</Link>}
        />
      }
      other={<Link href="/account">Do not change it</Link>}
    />
  );
}
