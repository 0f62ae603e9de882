// Completes or reopens a task: shown at once, taken back with a message if the API refuses.
import type { Task } from 'todo-lambda-client';
import { api } from '../api';
import { currentWorkspace } from '../session/current';
import type { UndoStep, Workspace } from '../session/workspace';
import { notify, withdrawNotice } from '../shell/notices';
import { isProblem, messageFor } from '../problems/messages';
import { focusTask } from './focus-task';
import { inOrder, isLatest, rememberVersion } from './request-order';
import { findLoaded, placeInLists, reloadLists, removeFromLists, showChanged } from './task-list-query';
import { shortTitle } from './short-title';
import { addUndo, forgetUndo, runUndo } from './undo';

/** How long a row that no longer belongs in the list stays, so that one sees what happened to it. */
const LEAVING_MS = 350;

export async function setCompleted(workspace: Workspace, task: Task, completed: boolean): Promise<void> {
  const { queries } = workspace;
  const withdraw = offerUndo(workspace, task, completed);
  showChanged(queries, { ...task, completed });
  const left = leaveLists(workspace, task.id);
  try {
    const changed = await inOrder(workspace, task.id, () => api.tasks.complete(task.id, completed));
    rememberVersion(workspace, changed);
    await left;
    if (isLatest(workspace, changed)) placeInLists(queries, changed.task);
  } catch (error) {
    withdraw();
    if (workspace === currentWorkspace()) takeBack(workspace, task, completed, error);
  }
}

/** Puts the task where it now belongs, unless the person has changed their mind. */
function leaveLists(workspace: Workspace, id: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(() => {
      const now = findLoaded(workspace.queries, id);
      if (now !== undefined) placeInLists(workspace.queries, now);
      resolve();
    }, LEAVING_MS);
  });
}

function offerUndo(workspace: Workspace, task: Task, completed: boolean): () => void {
  const label = `${completed ? 'Completed' : 'Reopened'} ${shortTitle(task)}.`;
  const step: UndoStep = {
    label,
    run: () => {
      withdrawNotice(notice);
      void setCompleted(workspace, { ...task, completed }, !completed);
      focusTask(task.id);
    },
  };
  const notice = notify({ kind: 'info', text: label, action: { label: 'Undo', run: () => runUndo(workspace, step) } });
  addUndo(workspace, step);
  return () => {
    forgetUndo(workspace, step);
    withdrawNotice(notice);
  };
}

function takeBack(workspace: Workspace, task: Task, completed: boolean, error: unknown): void {
  const { queries } = workspace;
  if (isProblem(error, '/problems/task-not-found')) removeFromLists(queries, task.id);
  else placeInLists(queries, { ...task, completed: !completed });
  void reloadLists(queries);
  notify({
    kind: 'error',
    text: `${shortTitle(task)} could not be ${completed ? 'completed' : 'reopened'}. ${messageFor(error)}`,
    ...(isProblem(error, '/problems/task-not-found')
      ? {}
      : { action: { label: 'Try again', run: () => void setCompleted(workspace, task, completed) } }),
  });
}
