// One text in localStorage, which the tabs of a page share. Each method throws where the browser forbids it.
import { host } from './host.js';

export interface LocalText {
  readonly read: () => string | null;
  readonly write: (text: string) => void;
  readonly clear: () => void;
  readonly subscribe: (listener: () => void) => () => void;
}

export function localText(key: string): LocalText {
  return {
    read: () => localStorage.getItem(key),
    write: (text) => localStorage.setItem(key, text),
    clear: () => localStorage.removeItem(key),
    subscribe(listener) {
      const changed = (event: StorageEvent) => {
        // A null key: everything was cleared.
        if (event.key === key || event.key === null) listener();
      };
      host.addEventListener?.('storage', changed);
      return () => host.removeEventListener?.('storage', changed);
    },
  };
}
