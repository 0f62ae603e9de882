// Joins the client's session with the workspace of its user, outside of React: a workspace lives as long as the login.
import { createContext, useContext } from 'react';
import type { SessionState } from 'todo-lambda-client';
import { api } from '../api';
import { clearAnnouncement } from '../shell/announcer';
import { clearNotices, notify } from '../shell/notices';
import { readStored, writeStored } from '../state/storage';
import { createStore, useStore } from '../state/store';
import { forgetDrafts } from './drafts';
import { closeWorkspace, createWorkspace, type Workspace } from './workspace';

interface SignedIn {
  status: 'signed-in';
  workspace: Workspace;
}
export type Current = Exclude<SessionState, { status: 'signed-in' }> | SignedIn;

/** Only that somebody was signed in, not who: after a reload the API cannot tell an ended session from none. */
const SIGNED_IN = 'todo:signed-in';

const current = createStore<Current>(joined(api.session.get(), null));

function joined(session: SessionState, before: Workspace | null): Current {
  if (session.status === 'loading') return session;
  if (session.status === 'signed-out') {
    const wasSignedIn = readStored('local', SIGNED_IN) !== null;
    return session.reason === 'none' && wasSignedIn ? { status: 'signed-out', reason: 'ended' } : session;
  }
  const workspace = before?.userId === session.userId ? before : createWorkspace(session.userId);
  return { status: 'signed-in', workspace };
}

function follow(): void {
  const session = api.session.get();
  const before = current.get();
  const workspace = before.status === 'signed-in' ? before.workspace : null;
  if (workspace !== null && session.status === 'signed-in' && workspace.userId === session.userId) return;
  if (workspace !== null) leave(workspace, session);
  rememberSignedIn(session);
  current.set(joined(session, workspace));
}

function rememberSignedIn(session: SessionState): void {
  if (session.status === 'signed-in') writeStored('local', SIGNED_IN, 'yes');
  const isChosen = session.status === 'signed-out' && (session.reason === 'logged-out' || session.reason === 'deleted');
  if (isChosen) writeStored('local', SIGNED_IN, null);
}

function leave(workspace: Workspace, session: SessionState): void {
  const endedByItself = session.status === 'signed-out' && session.reason === 'ended';
  closeWorkspace(workspace, endedByItself);
  clearNotices();
  clearAnnouncement();
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
