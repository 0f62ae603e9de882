// Loads the sessions of the account and ends them.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Session } from 'todo-lambda-client';
import { api } from '../api';
import { isProblem, messageFor } from '../problems/messages';
import { announce } from '../shell/announcer';
import { notify } from '../shell/notices';
import { deviceName } from './user-agent';

export const SESSIONS_KEY = ['sessions'] as const;

export function useSessions() {
  return useQuery({ queryKey: SESSIONS_KEY, queryFn: () => api.account.sessions() });
}

/** `null` ends all others. */
export function useEndSession() {
  const queries = useQueryClient();
  const keep = (isKept: (session: Session) => boolean) =>
    queries.setQueryData<Session[]>(SESSIONS_KEY, (sessions) => sessions?.filter(isKept));

  return useMutation({
    networkMode: 'always',
    mutationFn: async (session: Session | null) => {
      try {
        await (session === null ? api.account.endOtherSessions() : api.account.endSession(session.id));
      } catch (error) {
        if (!isProblem(error, '/problems/session-not-found')) throw error;
      }
    },
    onSuccess: (_result, ended) => {
      keep(({ id, current }) => (ended === null ? current : id !== ended.id));
      announce(ended === null ? 'All other sessions have ended.' : `${deviceName(ended.user_agent)} is logged out.`);
    },
    onError: (error, ended) => {
      const what = ended === null ? 'The other sessions' : deviceName(ended.user_agent);
      notify({ kind: 'error', text: `${what} could not be logged out. ${messageFor(error)}` });
      void queries.invalidateQueries({ queryKey: SESSIONS_KEY });
    },
  });
}
