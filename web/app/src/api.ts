// The one client of this page. In cookie mode no script can read the refresh token.
import { createClient } from 'todo-lambda-client';
import { mailCalls } from 'todo-lambda-client/mail';
import { useSyncExternalStore } from 'react';

export const api = createClient({ baseUrl: '/api/v1' });

export const mails = mailCalls(api);

export function useSession() {
  return useSyncExternalStore(api.session.subscribe, api.session.get);
}

import.meta.hot?.dispose(() => api.dispose());
