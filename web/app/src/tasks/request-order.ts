// Sends the changes of one task one after the other, so that the last click wins and not the fastest connection.
import type { VersionedTask } from 'todo-lambda-client';
import type { Workspace } from '../session/workspace';

export function inOrder<T>(workspace: Workspace, id: number, send: () => Promise<T>): Promise<T> {
  const before = workspace.inFlight.get(id) ?? Promise.resolve();
  const request = before.then(send, send);
  workspace.inFlight.set(id, request);
  const forget = () => {
    if (workspace.inFlight.get(id) === request) workspace.inFlight.delete(id);
  };
  request.then(forget, forget);
  return request;
}

export function rememberVersion(workspace: Workspace, { task, version }: VersionedTask): void {
  workspace.versions.set(task.id, { version, lastUpdate: task.last_update });
}
