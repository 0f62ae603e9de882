// One task as it stands in the list. Memoised: a list of 500 renders only the rows that changed.
import { memo } from 'react';
import type { Task } from 'todo-lambda-client';
import type { CalendarDate } from '../dates/calendar-date';
import { useWorkspace } from '../session/current';
import { CheckIcon, TrashIcon } from '../shell/icons';
import { setCompleted } from './complete-task';
import { DueBadge } from './due-badge';
import { deleteTask } from './delete-task';
import { startEdit } from './edit-task';

interface TaskRowProps {
  task: Task;
  today: CalendarDate;
  /** Completed or reopened a moment ago, and about to leave this list. */
  isLeaving: boolean;
}

export const TaskRow = memo(function TaskRow({ task, today, isLeaving }: TaskRowProps) {
  const workspace = useWorkspace();
  return (
    <li
      className="task"
      data-task-id={task.id}
      data-completed={task.completed}
      data-leaving={isLeaving || undefined}
      tabIndex={-1}
      aria-label={task.title}
    >
      <label className="task-check">
        <input
          type="checkbox"
          checked={task.completed}
          aria-label={`Complete ${task.title}`}
          onChange={(event) => void setCompleted(workspace, task, event.target.checked)}
        />
        <span className="check-circle">
          <CheckIcon size={14} />
        </span>
      </label>
      <div className="task-text">
        <button
          type="button"
          className="task-title"
          dir="auto"
          aria-label={`Edit ${task.title}`}
          aria-describedby={`about-${task.id}`}
          onClick={() => startEdit(workspace, task)}
        >
          {task.title}
        </button>
        {task.description !== '' && (
          <p className="task-description" dir="auto">
            {task.description}
          </p>
        )}
      </div>
      <span className="task-meta" id={`about-${task.id}`}>
        <DueBadge task={task} today={today} />
      </span>
      <button
        type="button"
        className="icon-button is-danger task-delete"
        aria-label={`Delete ${task.title}`}
        onClick={() => deleteTask(workspace, task)}
      >
        <TrashIcon size={18} />
      </button>
    </li>
  );
});
