// Two versions of one task side by side, for the person to choose.
import type { CalendarDate } from '../dates/calendar-date';
import { parseDeadline } from '../dates/parse-deadline';
import { useWorkspace } from '../session/current';
import type { SavedContent } from '../session/drafts';
import { Dialog } from '../shell/dialog';
import { useSelected } from '../state/store';
import { editBoth, isConflict, keepMine, keepTheirs } from './resolve-conflict';
import { deadlineInWords } from './task-content';
import './conflict.css';

interface ConflictDialogProps {
  id: number;
  today: CalendarDate;
}

export default function ConflictDialog({ id, today }: ConflictDialogProps) {
  const workspace = useWorkspace();
  const edit = useSelected(workspace.drafts, ({ edits }) => edits[id]);
  if (!isConflict(edit)) return null;
  const deadline = parseDeadline(edit.typed.deadline, today);
  const mine = { ...edit.typed, deadline: deadline.kind === 'date' ? deadline.date : null };
  const theirs = edit.theirs.content;

  return (
    <Dialog title="This task was changed somewhere else" size="large" onClose={() => editBoth(workspace, id, edit)}>
      <p>While you were editing it, another tab or device saved a different version. Nothing of yours is lost.</p>
      <div className="versions">
        <Version heading="Your version" content={mine} other={theirs} />
        <Version heading="The other version" content={theirs} other={mine} />
      </div>
      <div className="dialog-actions">
        <button type="button" className="button button-primary" onClick={() => keepMine(workspace, id, edit, today)}>
          Keep mine
        </button>
        <button type="button" className="button" onClick={() => keepTheirs(workspace, id, edit)}>
          Keep theirs
        </button>
        <button type="button" className="button button-plain" onClick={() => editBoth(workspace, id, edit)}>
          Go on editing
        </button>
      </div>
    </Dialog>
  );
}

interface VersionProps {
  heading: string;
  content: SavedContent;
  other: SavedContent;
}

function Version({ heading, content, other }: VersionProps) {
  const rows = [
    { name: 'Title', value: content.title, isDifferent: content.title !== other.title },
    {
      name: 'Description',
      value: content.description || 'No description',
      isDifferent: content.description !== other.description,
    },
    { name: 'Deadline', value: deadlineInWords(content.deadline), isDifferent: content.deadline !== other.deadline },
  ];
  return (
    <section className="version" aria-label={heading}>
      <h3>{heading}</h3>
      <dl>
        {rows.map(({ name, value, isDifferent }) => (
          <div key={name} data-different={isDifferent}>
            <dt>
              {name}
              {isDifferent && <span className="different"> differs</span>}
            </dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
