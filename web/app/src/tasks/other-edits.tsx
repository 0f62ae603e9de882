// Edits of tasks that the list does not show at the moment: after another filter, a search, or a login.
import type { Task } from 'todo-lambda-client';
import type { CalendarDate } from '../dates/calendar-date';
import { useWorkspace } from '../session/current';
import { useSelected } from '../state/store';
import { TaskEditor } from './task-editor';

interface OtherEditsProps {
  shown: Task[];
  today: CalendarDate;
}

export function OtherEdits({ shown, today }: OtherEditsProps) {
  const { drafts } = useWorkspace();
  const open = useSelected(drafts, ({ edits }) =>
    Object.keys(edits)
      .filter((id) => edits[Number(id)]?.phase !== 'saving')
      .join(),
  );
  const elsewhere = open.split(',').filter((id) => id !== '' && !shown.some((task) => task.id === Number(id)));
  if (elsewhere.length === 0) return null;
  return (
    <section className="section" aria-label="Unfinished edits">
      <h2 className="section-heading">Unfinished edits</h2>
      <ul className="task-list">
        {elsewhere.map((id) => (
          <TaskEditor key={id} id={Number(id)} today={today} />
        ))}
      </ul>
    </section>
  );
}
