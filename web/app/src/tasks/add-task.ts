// Creates tasks from drafts. The draft leaves the form at once and comes back if the API does not accept it.
import { api } from '../api';
import type { CalendarDate } from '../dates/calendar-date';
import { formProblem } from '../problems/field-errors';
import { currentWorkspace } from '../session/current';
import { emptyComposer, type Addition, type ComposerDraft, type Drafts, type SavedContent } from '../session/drafts';
import type { Workspace } from '../session/workspace';
import { announce } from '../shell/announcer';
import { inOrder, rememberVersion } from './request-order';
import { shortTitle } from './short-title';
import { checkTyped, FIELD_LABELS, typedFrom } from './task-content';
import { placeInLists } from './task-list-query';

const isUntouched = ({ title, description, deadline }: ComposerDraft): boolean => title + description + deadline === '';

/** Takes what is in the form. False if the form has errors; they are then in the draft. */
export function addFromComposer(workspace: Workspace, today: CalendarDate): boolean {
  const { composer } = workspace.drafts.get();
  const checked = checkTyped(composer, today);
  if (!checked.valid) {
    changeComposer(workspace, { fieldProblems: checked.problems });
    return false;
  }
  const sent = JSON.stringify(checked.content);
  const isRetry = composer.sent === null || composer.sent === sent;
  changeComposer(workspace, emptyComposer());
  addContent(workspace, checked.content, isRetry ? composer.key : crypto.randomUUID());
  return true;
}

export function addContent(workspace: Workspace, content: SavedContent, key: string): void {
  const addition: Addition = { key, content, problem: null };
  workspace.drafts.set((drafts) => ({ ...drafts, additions: [addition, ...drafts.additions] }));
  void send(workspace, addition);
}

export function changeComposer(workspace: Workspace, change: Partial<ComposerDraft>): void {
  workspace.drafts.set((drafts) => ({ ...drafts, composer: { ...drafts.composer, ...change } }));
}

function changeAddition(drafts: Drafts, key: string, change: Partial<Addition> | null): Drafts {
  const additions = drafts.additions
    .filter((addition) => change !== null || addition.key !== key)
    .map((addition) => (addition.key === key ? { ...addition, ...change } : addition));
  return { ...drafts, additions };
}

async function send(workspace: Workspace, { key, content }: Addition): Promise<void> {
  const { drafts, queries } = workspace;
  try {
    const created = await inOrder(workspace, key, () => api.tasks.create(content, { idempotencyKey: key }));
    rememberVersion(workspace, created);
    placeInLists(queries, created.task);
    drafts.set((all) => changeAddition(all, key, null));
    announce(`Added ${shortTitle(content)}.`);
  } catch (error) {
    giveBack(workspace, key, content, error);
  }
}

/** Into the form if nothing else has been typed there, otherwise beside it. */
function giveBack(workspace: Workspace, key: string, content: SavedContent, error: unknown): void {
  const { fields, form } = formProblem(error, FIELD_LABELS);
  const isOver = workspace !== currentWorkspace();
  const problem = isOver ? null : (form ?? Object.values(fields).join(' '));
  workspace.drafts.set((drafts) => {
    if (!isUntouched(drafts.composer)) return changeAddition(drafts, key, { problem: problem ?? 'Not added yet.' });
    const composer = { key, ...typedFrom(content), sent: JSON.stringify(content), problem, fieldProblems: fields };
    return { ...changeAddition(drafts, key, null), composer };
  });
}

export function retryAddition(workspace: Workspace, addition: Addition): void {
  workspace.drafts.set((drafts) => changeAddition(drafts, addition.key, { problem: null }));
  void send(workspace, addition);
}

export function discardAddition(workspace: Workspace, addition: Addition): void {
  workspace.drafts.set((drafts) => changeAddition(drafts, addition.key, null));
  announce(`Discarded ${shortTitle(addition.content)}.`);
}

/** After a reload: nobody knows whether these requests arrived. The same key makes a repetition harmless. */
export function resumeAdditions(workspace: Workspace): void {
  for (const addition of workspace.drafts.get().additions)
    if (addition.problem === null) void send(workspace, addition);
}
