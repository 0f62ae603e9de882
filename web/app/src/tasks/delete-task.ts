// Deletes a task after the time to undo has passed, or at once when the page is left. Until then the task is only hidden.
import type { Task } from 'todo-lambda-client';
import { api } from '../api';
import { currentWorkspace } from '../session/current';
import type { UndoStep, Workspace } from '../session/workspace';
import { announce } from '../shell/announcer';
import { notify, withdrawNotice } from '../shell/notices';
import { isProblem, messageFor } from '../problems/messages';
import { focusTask } from './focus-task';
import { inOrder } from './request-order';
import { shortTitle } from './short-title';
import { reloadLists, removeFromLists } from './task-list-query';
import { addUndo, forgetUndo, runUndo } from './undo';

interface Pending {
  task: Task;
  step: UndoStep;
  notice: number;
}

const pending = new WeakMap<Workspace, Map<number, Pending>>();

function pendingOf(workspace: Workspace): Map<number, Pending> {
  const known = pending.get(workspace) ?? new Map<number, Pending>();
  pending.set(workspace, known);
  return known;
}

export function deleteTask(workspace: Workspace, task: Task): void {
  if (pendingOf(workspace).has(task.id)) return;
  const label = `Deleted ${shortTitle(task)}.`;
  const step: UndoStep = { label, run: () => restore(workspace, task.id) };
  hide(workspace, task);
  addUndo(workspace, step);
  const notice = notify({
    kind: 'info',
    text: label,
    action: { label: 'Undo', run: () => runUndo(workspace, step) },
    onGone: () => void send(workspace, task.id),
  });
  pendingOf(workspace).set(task.id, { task, step, notice });
}

const hide = ({ deletions }: Workspace, task: Task) => deletions.set((all) => new Map(all).set(task.id, task));

function show({ deletions }: Workspace, id: number): void {
  deletions.set((all) => new Map([...all].filter(([other]) => other !== id)));
}

function restore(workspace: Workspace, id: number): void {
  const entry = pendingOf(workspace).get(id);
  if (entry === undefined) return;
  pendingOf(workspace).delete(id);
  withdrawNotice(entry.notice);
  show(workspace, id);
  focusTask(id);
  announce(`Restored ${shortTitle(entry.task)}.`);
}

async function send(workspace: Workspace, id: number, isLeaving = false): Promise<void> {
  const entry = pendingOf(workspace).get(id);
  if (entry === undefined) return;
  pendingOf(workspace).delete(id);
  forgetUndo(workspace, entry.step);
  try {
    await inOrder(workspace, id, () => (isLeaving ? requestWhileLeaving(id) : api.tasks.delete(id)));
    removeFromLists(workspace.queries, id);
    show(workspace, id);
  } catch (error) {
    if (workspace === currentWorkspace()) takeBack(workspace, entry.task, error);
  }
}

/** `keepalive` lets the request finish when the page has gone. Then nobody reads the answer. */
async function requestWhileLeaving(id: number): Promise<void> {
  await api.fetch(`/tasks/${id}`, { method: 'DELETE', keepalive: true });
}

function takeBack(workspace: Workspace, task: Task, error: unknown): void {
  const isGone = isProblem(error, '/problems/task-not-found');
  if (isGone) removeFromLists(workspace.queries, task.id);
  show(workspace, task.id);
  if (isGone) return;
  const retry = { label: 'Try again', run: () => deleteTask(workspace, task) };
  void reloadLists(workspace.queries);
  notify({ kind: 'error', text: `${shortTitle(task)} could not be deleted. ${messageFor(error)}`, action: retry });
}

/** Sends what waits for its undo time, because the page is about to be left. */
export async function sendDeletions(workspace: Workspace, isLeaving: boolean): Promise<void> {
  const entries = [...pendingOf(workspace).values()];
  await Promise.all(
    entries.map((entry) => {
      withdrawNotice(entry.notice);
      return send(workspace, entry.task.id, isLeaving);
    }),
  );
}
