// Where this account is logged in, and the buttons that end it there.
import { useRef } from 'react';
import type { Session } from 'todo-lambda-client';
import { momentInWords, timeAgo } from '../dates/day-names';
import { useNow } from '../dates/use-today';
import { messageFor } from '../problems/messages';
import { PhoneIcon, ScreenIcon } from '../shell/icons';
import { useEndSession, useSessions } from './sessions-query';
import { deviceName, isPhone } from './user-agent';

export function Sessions() {
  const sessions = useSessions();
  const end = useEndSession();
  const heading = useRef<HTMLHeadingElement>(null);
  const others = sessions.data?.filter(({ current }) => !current) ?? [];
  // The button goes away with its row, so the focus moves to the heading.
  const endAndFocus = (session: Session | null) =>
    end.mutate(session, { onSuccess: () => heading.current?.focus({ preventScroll: true }) });

  return (
    <>
      <div className="panel-row">
        <h2 id="sessions" ref={heading} tabIndex={-1}>
          Where you are logged in
        </h2>
        {others.length > 0 && (
          <button
            type="button"
            className="button"
            aria-disabled={end.isPending}
            onClick={() => !end.isPending && endAndFocus(null)}
          >
            Log out all others
          </button>
        )}
      </div>
      {sessions.isPending && <p className="panel-note">Loading…</p>}
      {sessions.isError && (
        <div className="panel-row" role="alert">
          <p>The list could not be loaded. {messageFor(sessions.error)}</p>
          <button type="button" className="button" onClick={() => void sessions.refetch()}>
            Try again
          </button>
        </div>
      )}
      <ul className="session-list" aria-label="Sessions">
        {sessions.data?.map((session) => (
          <SessionRow
            key={session.id}
            session={session}
            isBusy={end.isPending}
            onEnd={() => !end.isPending && endAndFocus(session)}
          />
        ))}
      </ul>
      {sessions.data && others.length === 0 && <p className="panel-note">You are logged in on this device only.</p>}
    </>
  );
}

interface SessionRowProps {
  session: Session;
  isBusy: boolean;
  onEnd: () => void;
}

function SessionRow({ session, isBusy, onEnd }: SessionRowProps) {
  const now = useNow();
  const device = deviceName(session.user_agent);
  const Icon = isPhone(session.user_agent) ? PhoneIcon : ScreenIcon;
  const used = timeAgo(session.last_used_at, now);
  return (
    <li className="session">
      <Icon />
      <div>
        <p className="session-device">
          {device}
          {session.current && <span className="badge this-device">This device</span>}
        </p>
        <p className="panel-note">
          Active{' '}
          <time dateTime={session.last_used_at} title={momentInWords(session.last_used_at)}>
            {used}
          </time>
          {session.ip !== null && ` · ${session.ip}`} · since {momentInWords(session.created_at)}
        </p>
      </div>
      {!session.current && (
        <button
          type="button"
          className="button"
          aria-disabled={isBusy}
          aria-label={`Log out ${device}, active ${used}`}
          onClick={onEnd}
        >
          Log out
        </button>
      )}
    </li>
  );
}
