// How urgent a task is, as an icon and words: the colour only repeats it.
import type { CalendarDate } from '../dates/calendar-date';
import { dueLabel, dueOf, type Deadlined, type Due } from '../dates/due';
import { AlertIcon, CalendarIcon, ClockIcon } from '../shell/icons';

const DUE_ICONS: Record<Exclude<Due, 'none'>, typeof AlertIcon> = {
  overdue: AlertIcon,
  soon: ClockIcon,
  later: CalendarIcon,
};

export function DueBadge({ task, today }: { task: Deadlined; today: CalendarDate }) {
  const due = dueOf(task, today);
  if (due === 'none') return null;
  const Icon = DUE_ICONS[due];
  return (
    <span className="badge" data-due={due}>
      <Icon size={14} />
      {dueLabel(task, today)}
    </span>
  );
}
