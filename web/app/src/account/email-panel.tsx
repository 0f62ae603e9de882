// The email of the account: whether it is verified, and a new one.
import { useEffect, useRef } from 'react';
import type { User } from 'todo-lambda-client';
import { ChangeEmail } from './change-email';
import { EMAIL_HASH, EMAIL_HEADING } from './email-anchor';
import { VerifyEmail } from './verify-email';

export function EmailPanel({ user }: { user: User }) {
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    if (window.location.hash === EMAIL_HASH) heading.current?.focus();
  }, []);

  // The form goes away, so the focus moves to the heading.
  const onVerified = () => heading.current?.focus({ preventScroll: true });
  return (
    <section className="panel" id={EMAIL_HASH.slice(1)} aria-labelledby={EMAIL_HEADING}>
      <h2 id={EMAIL_HEADING} ref={heading} tabIndex={-1}>
        Email
      </h2>
      {!user.email_verified && (
        <div className="panel-part">
          <VerifyEmail email={user.email} onVerified={onVerified} />
        </div>
      )}
      <div className="panel-part">
        <ChangeEmail email={user.email} />
      </div>
    </section>
  );
}
