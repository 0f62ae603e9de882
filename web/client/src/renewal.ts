// One refresh at a time, for all requests that wait for it: tries it, is patient, and gives up where it must.
import { ageOf } from './access.js';
import type { Issued } from './credentials.js';
import { ApiError, NetworkError, toApiError } from './errors.js';
import { pause, type Turn } from './exclusive.js';
import { Joined } from './joined.js';
import type { Session } from './session.js';

/** Requests wait for this many tries, as long as each is due soon. */
const TRIES = 3;
const SOON_MS = 3000;
/** How long a tab waits for the answer of another one. */
const ANSWER_MS = 100;

export class Renewal {
  /** Called when another tab has answered. */
  answered: (() => void) | undefined;
  readonly #renewing = new Joined();

  constructor(readonly session: Session) {}

  /** Resolves when there is a new token or nobody is signed in any more. Rejects if neither can be found out now. */
  renew(): Promise<void> {
    return this.#renewing.join(this.session.scope, () => this.#renew());
  }

  async #renew(): Promise<void> {
    const { session } = this;
    const { access, scope, patience } = session;
    const refusal = patience.refusal();
    if (refusal) throw refusal;
    for (let tries = 1; !scope.aborted; tries++) {
      try {
        await session.exclusive((turn) => this.#attempt(access?.token, turn, scope));
        return;
      } catch (error) {
        if (isOver(scope)) return;
        session.failed(error as ApiError | NetworkError);
        const delay = patience.failed(error);
        session.schedule();
        if (tries === TRIES || delay > SOON_MS) throw error;
        await pause(delay, scope);
      }
    }
  }

  async #attempt(stale: string | undefined, turn: Turn, scope: AbortSignal): Promise<void> {
    const { session } = this;
    const { credentials, transport } = session;
    if (isOver(scope) || session.access?.token !== stale) return;
    if (await this.#takeNewer(stale, turn, scope)) return;
    const { access } = session;
    const body = credentials.refreshBody(turn);
    const response = await transport.call('/refresh', { body, cookie: credentials.cookie, signal: scope });
    if (isOver(scope) || session.access !== access) return;
    if (response.ok) {
      session.apply(await credentials.keep(await issuedIn(response), true));
    } else if (credentials.isRefused(response.status)) {
      session.apply(await credentials.refused(access));
      if (access && !session.access) session.tellOut('ended', access);
    } else throw await toApiError(response);
  }

  /** Whether another tab has already done it: refreshed, or logged out. */
  async #takeNewer(stale: string | undefined, turn: Turn, scope: AbortSignal): Promise<boolean> {
    const { session } = this;
    let finding = await session.credentials.look(session.access);
    if (turn.waited && typeof finding === 'string') {
      await this.#ask(scope);
      finding = await session.credentials.look(session.access);
    }
    if (scope.aborted) return true;
    session.apply(finding);
    const { access } = session;
    const isNewer = access !== undefined && access.token !== stale && ageOf(access) < access.refreshAt;
    return isNewer || (typeof finding === 'object' && 'status' in finding);
  }

  async #ask(scope: AbortSignal): Promise<void> {
    const answer = new Promise<void>((resolve) => (this.answered = resolve));
    this.session.tell({ kind: 'ask' });
    await Promise.race([answer, pause(ANSWER_MS, scope)]);
    this.answered = undefined;
  }
}

/** A function, because a signal may be aborted between two questions. */
const isOver = (scope: AbortSignal) => scope.aborted;

/** A page of a captive portal is no answer. */
export async function issuedIn(response: Response): Promise<Issued> {
  const issued: unknown = await response.json().catch(() => undefined);
  if (isIssued(issued)) return issued;
  throw new NetworkError('not the API');
}

function isIssued(value: unknown): value is Issued {
  const { access_token, expires_in } = (value ?? {}) as Partial<Issued>;
  return typeof access_token === 'string' && typeof expires_in === 'number';
}
