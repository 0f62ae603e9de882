// What a person has typed and the API has not accepted yet. It outlives a reload and a session that ended by itself, but
// neither a logout nor a different user.
import type { SentMail } from '../mail/sent-mail';
import { readStored, storedKeys, writeStored } from '../state/storage';
import { createStore, type Store } from '../state/store';

const PREFIX = 'todo:drafts:';
const LOGOUTS = 'todo:logouts';

/** The fields of a task as typed. */
export interface TypedTask {
  title: string;
  description: string;
  deadline: string;
}

export interface SavedContent {
  title: string;
  description: string;
  deadline: string | null;
}

/** The task that is being written. `key` makes a repeated creation of the same content create one task. */
export interface ComposerDraft extends TypedTask {
  key: string;
  /** The content that was sent with this key. Other content needs another key. */
  sent: string | null;
  /** Why the last attempt failed. */
  problem: string | null;
  fieldProblems: Partial<Record<keyof TypedTask, string>>;
}

/** A task on its way to the API, or one that failed while the next was already being typed. */
export interface Addition {
  key: string;
  content: SavedContent;
  problem: string | null;
}

export interface EditDraft {
  typed: TypedTask;
  /** What the person saw when the editing began. */
  base: SavedContent;
  /** The ETag of `base`, once it is known. */
  version: string | null;
  phase: 'open' | 'saving' | 'gone';
  problem: string | null;
  fieldProblems: Partial<Record<keyof TypedTask, string>>;
  /** The other version, after a 412. */
  theirs: { content: SavedContent; version: string } | null;
}

/** What was begun on the account page and waits for the code of a mail. */
export interface MailDrafts {
  verification: SentMail | null;
  change: SentMail | null;
  /** As typed, before the mail is sent. */
  newEmail: string;
}

export interface Drafts {
  composer: ComposerDraft;
  additions: readonly Addition[];
  edits: Readonly<Record<number, EditDraft>>;
  search: string;
  mails: MailDrafts;
}

export const emptyComposer = (): ComposerDraft => ({
  key: crypto.randomUUID(),
  title: '',
  description: '',
  deadline: '',
  sent: null,
  problem: null,
  fieldProblems: {},
});

const NO_MAILS: MailDrafts = { verification: null, change: null, newEmail: '' };

const emptyDrafts = (): Drafts => ({
  composer: emptyComposer(),
  additions: [],
  edits: {},
  search: '',
  mails: NO_MAILS,
});

function isEmpty({ composer, additions, edits, search, mails }: Drafts): boolean {
  const typed = composer.title + composer.description + composer.deadline + search + mails.newEmail;
  const isWaiting = mails.verification !== null || mails.change !== null;
  return typed === '' && !isWaiting && additions.length === 0 && Object.keys(edits).length === 0;
}

/** Counts logouts in all tabs, so that a tab that missed one does not bring drafts back. */
const logouts = (): string => readStored('local', LOGOUTS) ?? '0';

/** `isKept` turns false at a logout: answers that arrive later must not bring a draft back. */
export function openDrafts(userId: string, isKept: () => boolean): Store<Drafts> {
  const own = PREFIX + userId;
  const generation = logouts();
  for (const key of storedKeys('session', PREFIX)) {
    if (key !== own) writeStored('session', key, null);
  }
  return createStore(load(own), (drafts) => {
    if (!isKept()) return;
    writeStored('session', own, isEmpty(drafts) ? null : JSON.stringify({ ...drafts, logouts: generation }));
  });
}

function load(key: string): Drafts {
  try {
    const stored = JSON.parse(readStored('session', key) ?? 'null') as (Drafts & { logouts: string }) | null;
    if (stored?.logouts !== logouts()) return emptyDrafts();
    const { composer, additions, edits, search, mails } = { ...emptyDrafts(), ...stored };
    return { composer, additions, edits: reopened(edits), search, mails };
  } catch {
    return emptyDrafts();
  }
}

/** A reload has cut off what was being saved: the person looks at it again. */
function reopened(edits: Drafts['edits']): Drafts['edits'] {
  const entries = Object.entries(edits).map(([id, edit]) => {
    const phase = edit.phase === 'saving' ? 'open' : edit.phase;
    return [id, { ...edit, phase }] as const;
  });
  return Object.fromEntries(entries);
}

export function forgetDrafts(): void {
  for (const key of storedKeys('session', PREFIX)) writeStored('session', key, null);
}

/** Makes drafts in tabs that are asleep invalid. */
export function countLogout(): void {
  writeStored('local', LOGOUTS, String(Number(logouts()) + 1));
}
