// Where a new task is written. Enter adds it and the focus stays, so that the next one can follow at once.
import { useRef, type SyntheticEvent } from 'react';
import type { CalendarDate } from '../dates/calendar-date';
import { FormMessage } from '../forms/form-message';
import { useWorkspace } from '../session/current';
import type { TypedTask } from '../session/drafts';
import { PlusIcon } from '../shell/icons';
import { useListener } from '../shell/use-listener';
import { useSelected } from '../state/store';
import { addFromComposer, changeComposer } from './add-task';
import { leaveField } from './focus-task';
import { DeadlineField } from './deadline-field';
import { DescriptionField, TitleField } from './task-fields';

export const COMPOSER_ID = 'new-task';

export function Composer({ today }: { today: CalendarDate }) {
  const workspace = useWorkspace();
  const draft = useSelected(workspace.drafts, (drafts) => drafts.composer);
  const form = useRef<HTMLFormElement>(null);
  const isEmpty = draft.title.trim() === '';

  const type = (change: Partial<TypedTask>) => {
    const [field] = Object.keys(change);
    changeComposer(workspace, {
      ...change,
      problem: null,
      fieldProblems: { ...draft.fieldProblems, [field as keyof TypedTask]: undefined },
    });
  };

  const add = (event: SyntheticEvent) => {
    event.preventDefault();
    const title = form.current?.querySelector<HTMLInputElement>(`#${COMPOSER_ID}`);
    if (isEmpty || addFromComposer(workspace, today)) title?.focus();
    else requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };

  useListener(form, 'keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.current?.requestSubmit();
    if (event.key === 'Escape' && event.target instanceof HTMLInputElement) leaveField(event.target);
  });

  return (
    <form ref={form} className="composer" aria-label="Add a task" noValidate onSubmit={add}>
      <div className="composer-main">
        <span className="composer-plus">
          <PlusIcon />
        </span>
        <TitleField
          id={COMPOSER_ID}
          label="New task"
          placeholder="Add a task"
          value={draft.title}
          onChange={(title) => type({ title })}
          error={draft.fieldProblems.title}
        />
        <button type="submit" className="button button-primary" aria-disabled={isEmpty}>
          Add
        </button>
      </div>
      <div className="composer-more">
        <DescriptionField
          label="Description"
          value={draft.description}
          onChange={(description) => type({ description })}
          error={draft.fieldProblems.description}
        />
        <DeadlineField
          label="Deadline"
          value={draft.deadline}
          onChange={(deadline) => type({ deadline })}
          error={draft.fieldProblems.deadline}
          today={today}
        />
      </div>
      <FormMessage kind="error">{draft.problem}</FormMessage>
    </form>
  );
}
