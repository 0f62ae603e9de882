// One text in a storage and, from the moment the storage throws, in this tab's memory instead.
import type { TokenStorage } from './types.js';

export function localStorageOf(key: string): TokenStorage {
  return {
    read: () => localStorage.getItem(key),
    write: (text) => localStorage.setItem(key, text),
    clear: () => localStorage.removeItem(key),
  };
}

export interface KeptText {
  /** Empty if there is none. */
  read(): string;
  write(text: string | null): void;
}

export function keptText(storage: TokenStorage): KeptText {
  let memory: string | null | undefined;
  let isBroken = false;
  const attempt = (action: () => unknown) => {
    try {
      action();
    } catch {
      isBroken = true;
    }
  };
  return {
    read() {
      if (!isBroken) attempt(() => (memory = storage.read()));
      return memory ?? '';
    },
    write(text) {
      memory = text;
      if (text !== null && !isBroken) attempt(() => storage.write(text));
      // A storage that cannot be written must not keep an old token: sending it later would look like a theft.
      if (text === null || isBroken) attempt(() => storage.clear());
    },
  };
}
