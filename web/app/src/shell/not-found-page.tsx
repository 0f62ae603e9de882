// For an address that no screen has.
import { Link } from 'wouter';
import { GuestLayout } from '../session/guest-layout';
import { Screen } from './screen';

export function NotFoundPage() {
  return (
    <GuestLayout>
      <Screen title="Page not found">
        <p className="lead">There is nothing at this address. It may have been mistyped.</p>
        <Link href="/" className="button button-primary">
          Go to your tasks
        </Link>
      </Screen>
    </GuestLayout>
  );
}
