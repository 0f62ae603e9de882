// What a person can do with two versions of a task.
import type { CalendarDate } from '../dates/calendar-date';
import type { EditDraft } from '../session/drafts';
import type { Workspace } from '../session/workspace';
import { announce } from '../shell/announcer';
import { addContent } from './add-task';
import { changeEdit, closeEdit } from './edit-task';
import { saveEdit } from './save-edit';
import { shortTitle } from './short-title';
import { checkTyped, mergeTyped } from './task-content';

type Conflict = EditDraft & { theirs: NonNullable<EditDraft['theirs']> };

export const isConflict = (edit: EditDraft | undefined): edit is Conflict =>
  edit !== undefined && edit.theirs !== null && edit.phase === 'open';

/** Replaces their version by what stands in the form. */
export function keepMine(workspace: Workspace, id: number, { theirs }: Conflict, today: CalendarDate): void {
  changeEdit(workspace, id, { base: theirs.content, version: theirs.version, theirs: null });
  saveEdit(workspace, id, today);
}

export function keepTheirs(workspace: Workspace, id: number, { theirs }: Conflict): void {
  closeEdit(workspace, id);
  announce(`Kept the other version of ${shortTitle(theirs.content)}.`);
}

/** Continues the edit: the other version's text, except for the fields that the person has changed. */
export function editBoth(workspace: Workspace, id: number, { base, typed, theirs }: Conflict): void {
  changeEdit(workspace, id, {
    typed: mergeTyped(base, typed, theirs.content),
    base: theirs.content,

    version: theirs.version,
    theirs: null,
  });
}

/** For a task that was deleted elsewhere while it was edited here. */
export function saveAsNew(workspace: Workspace, id: number, edit: EditDraft, today: CalendarDate): void {
  const checked = checkTyped(edit.typed, today);
  if (!checked.valid) {
    changeEdit(workspace, id, { fieldProblems: checked.problems });
    return;
  }
  closeEdit(workspace, id);
  addContent(workspace, checked.content, crypto.randomUUID());
}
