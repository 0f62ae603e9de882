// The heavy parts of the tasks' screen, loaded when they are first needed.
import { lazyPart } from '../shell/lazy-part';

export const CalendarDialog = lazyPart(() => import('./calendar-dialog'), 'The calendar');
export const ConflictDialog = lazyPart(() => import('./conflict-dialog'), 'The comparison');
