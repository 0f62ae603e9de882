// Short messages at the edge of the screen: what happened, and a way to undo or repeat it.
import { createStore } from '../state/store';

export interface NoticeAction {
  label: string;
  run: () => void;
}

export interface Notice {
  id: number;
  kind: 'info' | 'error';
  text: string;
  action?: NoticeAction;
  /** Runs once when the message goes away without its action: after its time, closed, or pushed out by newer ones. */
  onGone?: () => void;
}

const VISIBLE_AT_ONCE = 3;
let lastId = 0;

export const notices = createStore<readonly Notice[]>([]);

export function notify(notice: Omit<Notice, 'id'>): number {
  lastId += 1;
  const id = lastId;
  const all = [...notices.get(), { ...notice, id }];
  notices.set(all.slice(-VISIBLE_AT_ONCE));
  for (const pushedOut of all.slice(0, -VISIBLE_AT_ONCE)) pushedOut.onGone?.();
  return id;
}

function take(id: number): Notice | undefined {
  const notice = notices.get().find((one) => one.id === id);
  if (notice !== undefined) notices.set((all) => all.filter((one) => one.id !== id));
  return notice;
}

export function dismissNotice(id: number): void {
  take(id)?.onGone?.();
}

export function runNoticeAction(id: number): void {
  take(id)?.action?.run();
}

/** Takes a message away because something else has done what it offered. */
export function withdrawNotice(id: number): void {
  take(id);
}

/** At the end of a session: nothing of the former user stays on the screen. */
export function clearNotices(): void {
  notices.set([]);
}
