// Tells people who use a screen reader what they cannot see happen. What a notice says is not said here again.
import { createStore, useStore } from '../state/store';

const message = createStore({ text: '', count: 0 });

export function announce(text: string): void {
  message.set(({ count }) => ({ text, count: count + 1 }));
}

/** At the end of a session: announcements hold titles of tasks. */
export function clearAnnouncement(): void {
  message.set({ text: '', count: 0 });
}

/** A trailing no-break space makes the same sentence count as new. */
export function Announcer() {
  const { text, count } = useStore(message);
  return (
    <div className="visually-hidden" role="status" aria-label="Announcements">
      {text === '' ? '' : text + '\u00a0'.repeat(count % 2)}
    </div>
  );
}
