// The keyboard shortcuts: their list, and the one listener behind them. None fires while somebody types.
import { useEffect, useEffectEvent } from 'react';
import { createStore } from '../state/store';
import { readStored, writeStored } from '../state/storage';

export type ShortcutId =
  'new' | 'search' | 'next' | 'previous' | 'complete' | 'edit' | 'delete' | 'undo' | 'tasks' | 'account' | 'help';

export interface Shortcut {
  id: ShortcutId;
  text: string;
  /** Each inner list is one way; "g t" is g and then t. */
  keys: string[];
}

export const SHORTCUTS: Shortcut[] = [
  { id: 'new', text: 'Write a new task', keys: ['n'] },
  { id: 'search', text: 'Search', keys: ['/'] },
  { id: 'next', text: 'Next task', keys: ['j', 'ArrowDown'] },
  { id: 'previous', text: 'Previous task', keys: ['k', 'ArrowUp'] },
  { id: 'complete', text: 'Complete or reopen the task', keys: ['x', ' '] },
  { id: 'edit', text: 'Edit the task', keys: ['e', 'Enter'] },
  { id: 'delete', text: 'Delete the task', keys: ['#', 'Delete'] },
  { id: 'undo', text: 'Undo', keys: ['u', 'Ctrl+z'] },
  { id: 'tasks', text: 'Go to the tasks', keys: ['g t'] },
  { id: 'account', text: 'Go to the account', keys: ['g a'] },
  { id: 'help', text: 'Show this list', keys: ['?'] },
];

/** Single keys can be switched off: they get in the way of speech input (WCAG 2.1.4). */
const OFF_KEY = 'todo:shortcuts';
export const areShortcutsOn = createStore(readStored('local', OFF_KEY) !== 'off');

export function switchShortcuts(isOn: boolean): void {
  writeStored('local', OFF_KEY, isOn ? null : 'off');
  areShortcutsOn.set(isOn);
}

export const isShortcutListOpen = createStore(false);
export const openShortcuts = (): void => isShortcutListOpen.set(true);

const TEXT_INPUTS =
  'textarea, select, [contenteditable], input:not([type="checkbox"], [type="radio"], [type="button"])';
const CONTROLS = 'button, a, input, summary, [role="gridcell"]';
const SEQUENCE_MS = 1500;

/** The shortcut of a key press, unless the focused element needs the key itself. */
export function shortcutFor(event: KeyboardEvent, prefix: string): ShortcutId | null {
  const target = event.target instanceof Element ? event.target : null;
  if (event.defaultPrevented || event.altKey || event.isComposing) return null;
  if (target?.closest(TEXT_INPUTS) || target?.closest('dialog, [popover]')) return null;
  const isControl = target?.closest(CONTROLS) != null;
  if (isControl && (event.key === 'Enter' || event.key === ' ')) return null;
  if (target?.matches('[type="radio"]') && event.key.startsWith('Arrow')) return null;
  const modifier = event.ctrlKey || event.metaKey ? 'Ctrl+' : '';
  const name = prefix + modifier + event.key;
  return SHORTCUTS.find(({ keys }) => keys.includes(name))?.id ?? null;
}

/** A handler returns false when it had nothing to do; the browser then gets the key. */
export type ShortcutHandlers = Partial<Record<ShortcutId, () => unknown>>;

export function useShortcuts(handlers: ShortcutHandlers): void {
  const run = useEffectEvent((id: ShortcutId) => {
    const handler = handlers[id];
    return handler !== undefined && handler() !== false;
  });
  useEffect(() => {
    let prefix = '';
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onKeyDown = (event: KeyboardEvent) => {
      const id = shortcutFor(event, prefix);
      const isSingle = event.key.length === 1 && !event.ctrlKey && !event.metaKey;
      clearTimeout(timer);
      prefix = event.key === 'g' && prefix === '' ? 'g ' : '';
      timer = setTimeout(() => (prefix = ''), SEQUENCE_MS);
      if (id === null || (isSingle && !areShortcutsOn.get())) return;
      if (run(id)) event.preventDefault();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('keydown', onKeyDown);
    };
  }, []);
}
