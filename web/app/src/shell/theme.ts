// Light, dark or as the system has it. The choice is the device's, not the user's; build/theme-start.js reads it first.
import { createStore } from '../state/store';
import { readStored, writeStored } from '../state/storage';

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'todo:theme';

function chosenTheme(): Theme {
  const stored = readStored('local', KEY);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

export const theme = createStore<Theme>(chosenTheme());

function show(chosen: Theme): void {
  const { dataset } = document.documentElement;
  if (chosen === 'system') delete dataset.theme;
  else dataset.theme = chosen;
  showBrowserColor(chosen);
}

/** The colour of the browser's own bars. */
function showBrowserColor(chosen: Theme): void {
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    const own = meta.content === '#131418' ? 'dark' : 'light';
    meta.media = chosen === 'system' ? `(prefers-color-scheme: ${own})` : chosen === own ? 'all' : 'not all';
  }
}

export function chooseTheme(chosen: Theme): void {
  writeStored('local', KEY, chosen === 'system' ? null : chosen);
  theme.set(chosen);
  show(chosen);
}

export function followTheme(): () => void {
  const onStorage = (event: StorageEvent) => {
    if (event.key !== KEY && event.key !== null) return;
    theme.set(chosenTheme());
    show(chosenTheme());
  };
  show(theme.get());
  window.addEventListener('storage', onStorage);
  return () => window.removeEventListener('storage', onStorage);
}
