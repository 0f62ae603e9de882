// Edits a task in a draft of its own: several can be open, and each outlives failures, reloads and the session.
import type { Task, VersionedTask } from 'todo-lambda-client';
import { api } from '../api';
import type { EditDraft, SavedContent } from '../session/drafts';
import type { Workspace } from '../session/workspace';
import { notify, withdrawNotice } from '../shell/notices';
import { rememberVersion } from './request-order';
import { shortTitle } from './short-title';
import { contentOf, mergeTyped, touchedFields, typedFrom } from './task-content';
import { placeInLists } from './task-list-query';

export function changeEdit(workspace: Workspace, id: number, change: Partial<EditDraft>): void {
  workspace.drafts.set((drafts) => {
    const edit = drafts.edits[id];
    return edit === undefined ? drafts : { ...drafts, edits: { ...drafts.edits, [id]: { ...edit, ...change } } };
  });
}

export function closeEdit(workspace: Workspace, id: number): void {
  workspace.drafts.set((drafts) => {
    const edits = Object.fromEntries(Object.entries(drafts.edits).filter(([other]) => Number(other) !== id));
    return { ...drafts, edits };
  });
}

export function openEdit(workspace: Workspace, id: number, edit: EditDraft): void {
  workspace.drafts.set((drafts) => ({ ...drafts, edits: { ...drafts.edits, [id]: edit } }));
}

export const newEdit = (content: SavedContent, version: string | null): EditDraft => ({
  typed: typedFrom(content),
  base: content,
  version,
  phase: 'open',
  problem: null,
  fieldProblems: {},
  theirs: null,
});

/** Lists have no versions: reads the task, unless its last change was this page's own. */
export function startEdit(workspace: Workspace, task: Task): void {
  if (workspace.drafts.get().edits[task.id] !== undefined) return;
  const known = workspace.versions.get(task.id);
  const version = known?.lastUpdate === task.last_update ? known.version : null;
  openEdit(workspace, task.id, newEdit(contentOf(task), version));
  if (version === null) {
    // A failure is no news yet: saving reads the task again.
    readVersion(workspace, task.id).catch(() => undefined);
  }
}

/** Brings a newer text into the fields that the person has not touched, unless the page has changed the task since. */
async function readVersion(workspace: Workspace, id: number): Promise<void> {
  const known = workspace.versions.get(id);
  const read = await api.tasks.get(id);
  const isOld = workspace.inFlight.has(id) || workspace.versions.get(id) !== known;
  if (isOld) return;
  rememberVersion(workspace, read);
  placeInLists(workspace.queries, read.task);
  adopt(workspace, id, read);
}

export function adopt(workspace: Workspace, id: number, { task, version }: VersionedTask): void {
  const edit = workspace.drafts.get().edits[id];
  if (edit?.phase !== 'open' || edit.version !== null) return;
  const theirs = contentOf(task);
  // Both have changed the same field: the version stays unknown, so that saving asks the person.
  if (touchedFields(edit.base, edit.typed).some((field) => theirs[field] !== edit.base[field])) return;
  const typed = mergeTyped(edit.base, edit.typed, theirs);
  changeEdit(workspace, id, { typed, base: theirs, version });
}

export const isChanged = ({ typed, base }: EditDraft): boolean => touchedFields(base, typed).length > 0;

/** Closes without saving. A text that was changed can be brought back. */
export function cancelEdit(workspace: Workspace, id: number): void {
  const edit = workspace.drafts.get().edits[id];
  if (edit === undefined) return;
  closeEdit(workspace, id);
  if (!isChanged(edit)) return;
  const notice = notify({
    kind: 'info',
    text: `Your changes to ${shortTitle(edit.base)} were not saved.`,
    action: {
      label: 'Keep editing',
      run: () => {
        withdrawNotice(notice);
        openEdit(workspace, id, { ...edit, problem: null });
      },
    },
  });
}
