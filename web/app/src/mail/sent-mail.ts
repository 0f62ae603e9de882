// A mail that was ordered in this tab and has a code. It outlives a reload, because a phone may drop the page while its user
// reads the mail. It opens nothing without the mail: codes are never kept.
import { readStored, writeStored } from '../state/storage';
import { createStore, type Store } from '../state/store';

export interface SentMail {
  email: string;
  requestId: string;
}

export function keptMail(key: string): Store<SentMail | null> {
  return createStore(stored(key), (mail) => writeStored('session', key, mail && JSON.stringify(mail)));
}

function stored(key: string): SentMail | null {
  try {
    const { email, requestId } = JSON.parse(readStored('session', key) ?? '') as Partial<SentMail>;
    return email && requestId ? { email, requestId } : null;
  } catch {
    return null;
  }
}
