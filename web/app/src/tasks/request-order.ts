// The order of requests. Changes of one task are sent one after the other, so that the last click wins and not the fastest
// connection; and what was read too early to have a change does not stand for long.
import type { VersionedTask } from 'todo-lambda-client';
import type { Workspace } from '../session/workspace';
import { unlessLeaving } from '../shell/leaving';
import { areListsLoading, reloadLists, stopReloading } from './task-list-query';

/** @param key the task's id, or the key of a task that is being added */
export function inOrder<T>(workspace: Workspace, key: number | string, send: () => Promise<T>): Promise<T> {
  const { inFlight } = workspace;
  keepListsApart(workspace);
  const sendNow = () => unlessLeaving(send());
  const request = (inFlight.get(key) ?? Promise.resolve()).then(sendNow, sendNow);
  inFlight.set(key, request);
  const end = () => {
    if (inFlight.get(key) === request) inFlight.delete(key);
    keepListsApart(workspace);
    if (inFlight.size > 0 || !workspace.listsMayLag) return;
    workspace.listsMayLag = false;
    void reloadLists(workspace.queries);
  };
  request.then(end, end);
  return request;
}

/** An answer that is under way could bring back what changes now. A first load is not stopped, as nothing else is shown. */
function keepListsApart(workspace: Workspace): void {
  if (!areListsLoading(workspace.queries)) return;
  workspace.listsMayLag = true;
  stopReloading(workspace.queries);
}

export function rememberVersion(workspace: Workspace, { task, version }: VersionedTask): void {
  workspace.versions.set(task.id, { version, lastUpdate: task.last_update });
}

/** False once a later change of the task is under way or has been answered. */
export const isLatest = ({ inFlight, versions }: Workspace, { task, version }: VersionedTask): boolean =>
  !inFlight.has(task.id) && versions.get(task.id)?.version === version;
