// Joins the client's session with the workspace of its user, outside of React: a workspace lives as long as the login.
import { createContext, useContext } from 'react';
import type { SessionState } from 'todo-lambda-client';
import { api } from '../api';
import { clearNotices, notify } from '../shell/notices';
import { createStore, useStore } from '../state/store';
import { forgetDrafts } from './drafts';
import { closeWorkspace, createWorkspace, type Workspace } from './workspace';

interface SignedIn {
  status: 'signed-in';
  workspace: Workspace;
}
export type Current = Exclude<SessionState, { status: 'signed-in' }> | SignedIn;

const current = createStore<Current>(joined(api.session.get(), null));

function joined(session: SessionState, before: Workspace | null): Current {
  if (session.status !== 'signed-in') return session;
  const workspace = before?.userId === session.userId ? before : createWorkspace(session.userId);
  return { status: 'signed-in', workspace };
}

function follow(): void {
  const session = api.session.get();
  const before = current.get();
  const workspace = before.status === 'signed-in' ? before.workspace : null;
  if (workspace !== null && session.status === 'signed-in' && workspace.userId === session.userId) return;
  if (workspace !== null) leave(workspace, session);
  current.set(joined(session, workspace));
}

function leave(workspace: Workspace, session: SessionState): void {
  const endedByItself = session.status === 'signed-out' && session.reason === 'ended';
  closeWorkspace(workspace, endedByItself);
  clearNotices();
  if (!endedByItself) forgetDrafts();
  if (session.status === 'signed-in') {
    notify({ kind: 'info', text: 'Another account has logged in with this browser. You now see its tasks.' });
  }
}

api.session.subscribe(follow);
follow();

export function useCurrent(): Current {
  return useStore(current);
}

export function currentWorkspace(): Workspace | null {
  const value = current.get();
  return value.status === 'signed-in' ? value.workspace : null;
}

export const WorkspaceContext = createContext<Workspace | null>(null);

export function useWorkspace(): Workspace {
  const workspace = useContext(WorkspaceContext);
  if (workspace === null) throw new Error('This component needs a signed-in user');
  return workspace;
}
