// Today's date as a value that changes at midnight, also on a page that slept through it.
import { useSyncExternalStore } from 'react';
import { localDate, type CalendarDate } from './calendar-date';

const CHECK_MS = 30_000;

function subscribe(listener: () => void): () => void {
  const timer = setInterval(listener, CHECK_MS);
  document.addEventListener('visibilitychange', listener);
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', listener);
  };
}

export function useToday(): CalendarDate {
  return useSyncExternalStore(subscribe, () => localDate(new Date()));
}

/** The time, precise to half a minute, for texts such as "2 hours ago". */
export function useNow(): Date {
  return new Date(useSyncExternalStore(subscribe, () => Math.floor(Date.now() / CHECK_MS) * CHECK_MS + CHECK_MS));
}
