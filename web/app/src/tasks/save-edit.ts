// Sends an edit with the version it began from. Where somebody else was faster, both versions go to the person.
import type { VersionedTask } from 'todo-lambda-client';
import { api } from '../api';
import type { CalendarDate } from '../dates/calendar-date';
import { formProblem } from '../problems/field-errors';
import { isProblem, messageFor } from '../problems/messages';
import { currentWorkspace } from '../session/current';
import type { EditDraft, SavedContent } from '../session/drafts';
import type { Workspace } from '../session/workspace';
import { announce } from '../shell/announcer';
import { notify } from '../shell/notices';
import { addUndo } from './undo';
import { changeEdit, closeEdit } from './edit-task';
import { inOrder, rememberVersion } from './request-order';
import { shortTitle } from './short-title';
import { changesBetween, checkTyped, conflictingFields, contentOf, FIELD_LABELS, sameContent } from './task-content';
import { findLoaded, placeInLists, reloadLists, removeFromLists, showChanged } from './task-list-query';

/** False if the form has errors; they are then in the draft. */
export function saveEdit(workspace: Workspace, id: number, today: CalendarDate): boolean {
  const edit = workspace.drafts.get().edits[id];
  if (edit === undefined) return true;
  const checked = checkTyped(edit.typed, today);
  if (!checked.valid) {
    changeEdit(workspace, id, { fieldProblems: checked.problems });
    return false;
  }
  const content = untouchedAsItWas(edit, checked.content);
  if (sameContent(edit.base, content)) {
    closeEdit(workspace, id);
    return true;
  }
  changeEdit(workspace, id, { phase: 'saving', problem: null, fieldProblems: {} });
  void save(workspace, id, edit, content);
  return true;
}

/** A title that another program wrote with spaces around it is not changed by the way. */
function untouchedAsItWas({ base, typed }: EditDraft, content: SavedContent): SavedContent {
  const title = typed.title === base.title ? base.title : content.title;
  const description = typed.description === base.description ? base.description : content.description;
  return { ...content, title, description };
}

async function save(workspace: Workspace, id: number, edit: EditDraft, mine: SavedContent): Promise<void> {
  const { queries } = workspace;
  const before = findLoaded(queries, id);
  if (before !== undefined) showChanged(queries, { ...before, ...mine });
  try {
    const saved = await inOrder(workspace, id, () => send(workspace, id, edit, mine));
    if (saved !== null) finish(workspace, id, edit.base, saved);
  } catch (error) {
    if (before !== undefined) showChanged(queries, before);
    fail(workspace, id, error);
  }
}

/** Null if the person has to choose first. */
async function send(
  workspace: Workspace,
  id: number,
  { base, version }: EditDraft,
  mine: SavedContent,
): Promise<VersionedTask | null> {
  const read = version === null ? await api.tasks.get(id) : null;
  if (read !== null && conflictingFields(base, mine, contentOf(read.task)).length > 0) return ask(workspace, id, read);
  try {
    return await api.tasks.patch(id, changesBetween(base, mine), { ifMatch: version ?? read?.version ?? '*' });
  } catch (error) {
    if (!isProblem(error, '/problems/precondition-failed')) throw error;
  }
  const theirs = await api.tasks.get(id);
  if (sameContent(contentOf(theirs.task), mine)) return theirs;
  // Only completed or reopened elsewhere: the texts do not contradict each other.
  if (sameContent(contentOf(theirs.task), base)) {
    return api.tasks.patch(id, changesBetween(base, mine), { ifMatch: theirs.version });
  }
  return ask(workspace, id, theirs);
}

function ask(workspace: Workspace, id: number, theirs: VersionedTask): null {
  const { task, version } = theirs;
  rememberVersion(workspace, theirs);
  placeInLists(workspace.queries, task);
  changeEdit(workspace, id, { phase: 'open', theirs: { content: contentOf(task), version } });
  return null;
}

function finish(workspace: Workspace, id: number, before: SavedContent, saved: VersionedTask): void {
  rememberVersion(workspace, saved);
  placeInLists(workspace.queries, saved.task);
  closeEdit(workspace, id);
  announce(`Saved ${shortTitle(saved.task)}.`);
  const after = contentOf(saved.task);
  addUndo(workspace, {
    label: `Changed ${shortTitle(saved.task)}.`,
    run: () => void putBack(workspace, id, after, before, saved.version),
  });
}

/** Undoes a saved edit, unless somebody has changed the task since. */
async function putBack(
  workspace: Workspace,
  id: number,
  from: SavedContent,
  to: SavedContent,
  version: string,
): Promise<void> {
  try {
    const restored = await inOrder(workspace, id, () =>
      api.tasks.patch(id, changesBetween(from, to), { ifMatch: version }),
    );
    rememberVersion(workspace, restored);
    placeInLists(workspace.queries, restored.task);
    announce(`Put back ${shortTitle(restored.task)}.`);
  } catch (error) {
    if (workspace !== currentWorkspace()) return;
    void reloadLists(workspace.queries);
    notify({ kind: 'error', text: `The change of ${shortTitle(from)} could not be undone. ${messageFor(error)}` });
  }
}

function fail(workspace: Workspace, id: number, error: unknown): void {
  if (isProblem(error, '/problems/task-not-found')) {
    removeFromLists(workspace.queries, id);
    changeEdit(workspace, id, { phase: 'gone' });
    return;
  }
  const { fields, form } = formProblem(error, FIELD_LABELS);
  const isOver = workspace !== currentWorkspace();
  changeEdit(workspace, id, { phase: 'open', problem: isOver ? null : form, fieldProblems: fields });
}
