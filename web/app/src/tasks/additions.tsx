// Tasks on their way to the API, and those that it did not accept while the next one was already being typed.
import { useWorkspace } from '../session/current';
import type { Addition } from '../session/drafts';
import { AlertIcon } from '../shell/icons';
import { useSelected } from '../state/store';
import { discardAddition, retryAddition } from './add-task';

export function Additions() {
  const { drafts } = useWorkspace();
  const additions = useSelected(drafts, (all) => all.additions);
  if (additions.length === 0) return null;
  return (
    <ul className="task-list additions" aria-label="Tasks being added">
      {additions.map((addition) => (
        <AdditionRow key={addition.key} addition={addition} />
      ))}
    </ul>
  );
}

function AdditionRow({ addition }: { addition: Addition }) {
  const workspace = useWorkspace();
  const { content, problem } = addition;
  return (
    <li className="task" data-pending={problem === null}>
      <span className="task-check">
        <span className="check-circle" />
      </span>
      <div className="task-text">
        <span className="task-title">{content.title}</span>
        {problem === null ? (
          <span className="task-meta">Adding…</span>
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
    </li>
  );
}
