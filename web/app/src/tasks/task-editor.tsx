// Edits a task in its place. Enter saves, Escape cancels, and nothing typed is lost by either.
import { useLayoutEffect, useRef, type RefObject, type SyntheticEvent } from 'react';
import type { CalendarDate } from '../dates/calendar-date';
import { FormMessage } from '../forms/form-message';
import { useWorkspace } from '../session/current';
import type { TypedTask } from '../session/drafts';
import { TrashIcon } from '../shell/icons';
import { useListener } from '../shell/use-listener';
import { useSelected } from '../state/store';
import { DeadlineField } from './deadline-field';
import { deleteTask } from './delete-task';
import { cancelEdit, changeEdit, closeEdit } from './edit-task';
import { saveAsNew } from './resolve-conflict';
import { saveEdit } from './save-edit';
import { DescriptionField, TitleField } from './task-fields';
import { findLoaded } from './task-list-query';

interface TaskEditorProps {
  id: number;
  today: CalendarDate;
}

export function TaskEditor({ id, today }: TaskEditorProps) {
  const workspace = useWorkspace();
  const edit = useSelected(workspace.drafts, ({ edits }) => edits[id]);
  const form = useRef<HTMLFormElement>(null);
  useFirstFocus(form);
  useListener(form, 'keydown', (event) => {
    if (event.target instanceof Element && event.target.closest('dialog')) return;
    if (event.key === 'Escape') cancelEdit(workspace, id);
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.current?.requestSubmit();
  });
  if (edit === undefined) return null;
  const isGone = edit.phase === 'gone';

  const type = (change: Partial<TypedTask>) => {
    const [field] = Object.keys(change);
    const fieldProblems = { ...edit.fieldProblems, [field as keyof TypedTask]: undefined };
    changeEdit(workspace, id, { typed: { ...edit.typed, ...change }, problem: null, fieldProblems });
  };

  const save = (event: SyntheticEvent) => {
    event.preventDefault();
    if (isGone) saveAsNew(workspace, id, edit, today);
    else saveEdit(workspace, id, today);
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };

  const remove = () => {
    const task = findLoaded(workspace.queries, id);
    closeEdit(workspace, id);
    if (task !== undefined) deleteTask(workspace, task);
  };

  return (
    <li className="task-editor" data-task-id={id} tabIndex={-1}>
      <form ref={form} aria-label={`Edit ${edit.base.title}`} noValidate onSubmit={save}>
        <FormMessage kind="error">
          {isGone ? 'This task was deleted somewhere else. You can save your text as a new task.' : edit.problem}
        </FormMessage>
        <TitleField
          label="Title"
          value={edit.typed.title}
          onChange={(title) => type({ title })}
          error={edit.fieldProblems.title}
        />
        <DescriptionField
          label="Description"
          value={edit.typed.description}
          onChange={(description) => type({ description })}
          error={edit.fieldProblems.description}
        />
        <DeadlineField
          label="Deadline"
          value={edit.typed.deadline}
          onChange={(deadline) => type({ deadline })}
          error={edit.fieldProblems.deadline}
          today={today}
        />
        <div className="editor-actions">
          <button type="submit" className="button button-primary">
            {isGone ? 'Save as a new task' : 'Save'}
          </button>
          <button type="button" className="button button-plain" onClick={() => cancelEdit(workspace, id)}>
            {isGone ? 'Discard' : 'Cancel'}
          </button>
          {!isGone && (
            <button type="button" className="button button-plain button-danger" onClick={remove}>
              <TrashIcon size={18} /> Delete
            </button>
          )}
        </div>
      </form>
    </li>
  );
}

/** Takes the focus of the row that it replaces, but never from a field in which somebody types. */
function useFirstFocus(form: RefObject<HTMLFormElement | null>): void {
  useLayoutEffect(() => {
    const focused = document.activeElement;
    const isFree = focused === null || focused === document.body;
    if (!isFree) return;
    const title = form.current?.querySelector('input');
    title?.focus();
    title?.setSelectionRange(title.value.length, title.value.length);
    form.current?.scrollIntoView({ block: 'nearest' });
  }, [form]);
}
