// Web storage that may be switched off, full or hold something else: reading then finds nothing, and writing does nothing.

type Area = 'local' | 'session';

const area = (name: Area): Storage => (name === 'local' ? localStorage : sessionStorage);

export function readStored(name: Area, key: string): string | null {
  try {
    return area(name).getItem(key);
  } catch {
    return null;
  }
}

export function writeStored(name: Area, key: string, value: string | null): void {
  try {
    if (value === null) area(name).removeItem(key);
    else area(name).setItem(key, value);
  } catch {
    // The page works without storage, it only forgets on reload.
  }
}

export function storedKeys(name: Area, prefix: string): string[] {
  try {
    return Object.keys(area(name)).filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
}
