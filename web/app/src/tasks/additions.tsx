// Tasks on their way to the API, and those that it did not accept while the next one was already being typed.
import type { CalendarDate } from '../dates/calendar-date';
import { useWorkspace } from '../session/current';
import type { Addition } from '../session/drafts';
import { AlertIcon } from '../shell/icons';
import { DueBadge } from './due-badge';
import { discardAddition, retryAddition } from './add-task';

interface AdditionsProps {
  additions: readonly Addition[];
  today: CalendarDate;
}

/** In a list of their own, where the order or the filter gives them no place in the list. */
export function Additions({ additions, today }: AdditionsProps) {
  if (additions.length === 0) return null;
  return (
    <ul className="task-list" aria-label="Tasks being added">
      <AdditionRows additions={additions} today={today} />
    </ul>
  );
}

export function AdditionRows({ additions, today }: AdditionsProps) {
  return additions.map((addition) => <AdditionRow key={addition.key} addition={addition} today={today} />);
}

/** As high as the row that it becomes, so that nothing moves when the answer comes. */
function AdditionRow({ addition, today }: { addition: Addition; today: CalendarDate }) {
  const workspace = useWorkspace();
  const { content, problem } = addition;
  return (
    <li className="task" data-pending={problem === null}>
      <span className="task-check">
        <span className="check-circle" />
      </span>
      <div className="task-text">
        <span className="task-title">{content.title}</span>
        {content.description !== '' && <p className="task-description">{content.description}</p>}
        {problem === null ? (
          <span className="visually-hidden">Adding…</span>
        ) : (
          <>
            <p className="field-error" role="alert">
              <AlertIcon size={16} />
              <span>Not added. {problem}</span>
            </p>
            <div className="button-row">
              <button type="button" className="button" onClick={() => retryAddition(workspace, addition)}>
                Try again
              </button>
              <button
                type="button"
                className="button button-plain"
                onClick={() => discardAddition(workspace, addition)}
              >
                Discard
              </button>
            </div>
          </>
        )}
      </div>
      <span className="task-meta">
        <DueBadge task={{ ...content, completed: false }} today={today} />
      </span>
    </li>
  );
}
