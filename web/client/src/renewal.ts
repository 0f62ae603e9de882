// One refresh at a time, for all requests that wait for it: tries it, is patient, and gives up where it must.
import { isFresh, type Access } from './access.js';
import type { Issued } from './credentials.js';
import { NetworkError, toApiError } from './errors.js';
import { isOver, type Phase } from './phase.js';
import { json } from './requests.js';
import type { Session } from './session.js';
import { jsonInit } from './transport.js';
import { pause, unlessAborted } from './waiting.js';

/** Requests wait for another try if it begins within this time. */
const PATIENCE_MS = 3000;
/** How long a tab waits for the answer of another one. */
const ANSWER_MS = 100;

/** Resolves when there is a new token or nobody is signed in any more. Rejects if neither can be found out now. */
export async function renew(session: Session, phase: Phase): Promise<void> {
  const { access } = session;
  const refusal = phase.patience.refusal();
  if (refusal) throw refusal;
  for (const begun = performance.now(); !isOver(phase);) {
    try {
      await session.exclusive((waited, isOverdue) => attempt(session, access, waited, isOverdue, phase));
      return;
    } catch (error) {
      if (isOver(phase)) return;
      const delay = phase.patience.failed(error);
      session.failed(error);
      if (performance.now() + delay > begun + PATIENCE_MS) throw error;
      await unlessAborted(pause(delay), phase.controller.signal).catch(() => undefined);
    }
  }
}

async function attempt(
  session: Session,
  stale: Access | undefined,
  waited: boolean,
  isOverdue: boolean,
  phase: Phase,
): Promise<void> {
  const { credentials, transport } = session;
  const isSettled = () => isOver(phase) || (session.access !== stale && isFresh(session.access));
  let finding = credentials.look(session.access);
  if (waited && !finding.access && !isSettled()) {
    await askTabs(session);
    finding = credentials.look(session.access);
  }
  if (!isOver(phase)) session.apply(finding);
  if (isSettled() || finding.reason) return;
  const { access } = session;
  const init = jsonInit('POST', credentials.refreshBody(!isOverdue), {}, phase.controller.signal);
  const response = await transport.call('/refresh', init);
  // Without a cookie, the API answers 204, and an older one misses the member `refresh_token`.
  const isRefused = response.status === 401 || (transport.isCookie && [204, 400, 415, 422].includes(response.status));
  if (!response.ok && !isRefused) throw await toApiError(response);
  const issued = isRefused ? undefined : await issuedIn(response);
  // Logged out meanwhile, or another tab was faster.
  if (isOver(phase) || session.access !== access) return;
  session.apply(issued ? credentials.keep(issued, true) : credentials.refused(access));
  if (access && !session.access) session.tellOut('ended', access);
}

/** Another tab may have refreshed just now, and its message may still be on the way. */
async function askTabs(session: Session): Promise<void> {
  const answer = new Promise<void>((resolve) => (session.answered = resolve));
  session.tell({ kind: 'ask' });
  await Promise.race([answer, pause(ANSWER_MS)]);
}

/** A page of a captive portal is no answer. */
export async function issuedIn(response: Response): Promise<Issued> {
  const issued = await json<Partial<Issued> | null>(response);
  if (issued?.access_token && issued.expires_in) return issued as Issued;
  throw new NetworkError(response.status);
}
