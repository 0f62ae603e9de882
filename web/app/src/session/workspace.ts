// Everything the page knows about one user while signed in. It is made at login and dropped as a whole, so that nothing
// of one user can be seen by the next.
import { notifyManager, QueryClient } from '@tanstack/react-query';
import type { Task } from 'todo-lambda-client';
import { ApiError, NetworkError } from 'todo-lambda-client';
import { createStore, type Store } from '../state/store';
import { openDrafts, type Drafts } from './drafts';

export interface UndoStep {
  label: string;
  run: () => void;
}

export interface Workspace {
  userId: string;
  queries: QueryClient;
  drafts: Store<Drafts>;
  /** Tasks that the person deleted and the API has not: they can still be restored. */
  deletions: Store<ReadonlyMap<number, Task>>;
  undoSteps: Store<readonly UndoStep[]>;
  /** The last known version of a task, with the time of the change that made it. */
  versions: Map<number, { version: string; lastUpdate: string }>;
  /** The last change of each task, by its id, and of each task that is being added, by its key. */
  inFlight: Map<number | string, Promise<unknown>>;
  /** A list was read while a task was changed, so that it may lack the change. */
  listsMayLag: boolean;
  /** False from the logout on. After a session that ended by itself, drafts are still kept. */
  keepsDrafts: boolean;
  /** Aborted when the workspace is closed. */
  closing: AbortController;
}

// Lists and drafts change together when a task is added: both must be drawn in the same frame.
notifyManager.setScheduler(queueMicrotask);

const MAX_RETRIES = 2;
const STALE_MS = 20_000;

/** Only what may pass by itself is repeated, after the time that the API asked for. */
function mayPass(error: Error): boolean {
  return error instanceof NetworkError || (error instanceof ApiError && (error.status === 429 || error.status >= 500));
}

function retryDelay(attempt: number, error: Error): number {
  const asked = error instanceof ApiError ? error.retryAfter : null;
  return asked === null ? 500 * 2 ** attempt : asked * 1000;
}

export function createWorkspace(userId: string): Workspace {
  const queries = new QueryClient({
    defaultOptions: {
      queries: {
        retry: (failures, error) => failures < MAX_RETRIES && mayPass(error),
        retryDelay,
        staleTime: STALE_MS,
        refetchOnReconnect: 'always',
      },
    },
  });
  const workspace: Workspace = {
    userId,
    queries,
    drafts: openDrafts(userId, () => workspace.keepsDrafts),
    deletions: createStore<ReadonlyMap<number, Task>>(new Map()),
    undoSteps: createStore<readonly UndoStep[]>([]),
    versions: new Map(),
    inFlight: new Map(),
    listsMayLag: false,
    keepsDrafts: true,
    closing: new AbortController(),
  };
  return workspace;
}

export function closeWorkspace(workspace: Workspace, keepsDrafts: boolean): void {
  workspace.keepsDrafts = keepsDrafts;
  workspace.closing.abort();
  workspace.queries.clear();
  workspace.deletions.set(new Map());
  workspace.undoSteps.set([]);
  workspace.versions.clear();
}
