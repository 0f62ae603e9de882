// Who is signed in, with which access token, in this tab; tells listeners and the other tabs. It does not know where
// the refresh token is kept.
import { accessOf, ageOf, isFresh, remainingOf, type Access } from './access.js';
import type { Credentials, Finding, Issued } from './credentials.js';
import type { ApiError, NetworkError } from './errors.js';
import { exclusive, type Task } from './exclusive.js';
import { patience } from './patience.js';
import { isOver, newPhase, type Phase } from './phase.js';
import { renew } from './renewal.js';
import { post } from './requests.js';
import { openTabs, type Message } from './tabs.js';
import type { Transport } from './transport.js';
import type { SessionState, SignedOutReason } from './types.js';
import { isHidden, wakeUp, type Wake } from './wake.js';

export class Session {
  state: SessionState = { status: 'loading' };
  access: Access | undefined;
  /** Called when another tab has sent a newer token. */
  answered: (() => void) | undefined;
  readonly #listeners = new Set<() => void>();
  #phase = newPhase();
  /** From the first use to the disposal. */
  #running: { channel: BroadcastChannel | undefined; wake: Wake; unwatch: (() => void) | undefined } | undefined;
  /** The session that ended last: another tab may still send a token of it. */
  #ended: string | undefined;

  constructor(
    readonly credentials: Credentials,
    readonly transport: Transport,
    /** What the tabs share: the name of their channel, of their lock and of their text in localStorage. */
    readonly name?: string,
    /** Tells of changes of a storage of the caller's, until the function that it returns is called. */
    readonly watch?: (listener: () => void) => () => void,
  ) {}

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    this.start();
    return () => this.#listeners.delete(listener);
  }

  /** Finds out what can be known without a request, and begins a refresh if that is not enough. */
  start(): void {
    if (this.#running) return;
    this.#listen();
    this.#check(false);
  }

  exclusive<T>(task: Task<T>): Promise<T> {
    return exclusive(this.name, task);
  }

  renew(): Promise<void> {
    const phase = this.#phase;
    return (phase.renewing ??= renew(this, phase).finally(() => (phase.renewing = undefined)));
  }

  /** New tokens after a login or a password change. What was going on no longer counts. */
  begin(issued: Issued): void {
    this.#listen();
    this.#restart();
    this.apply(this.credentials.keep(issued, false));
  }

  /** Forgets the tokens, in all tabs. */
  leave(reason: SignedOutReason): void {
    this.#listen();
    const { access } = this;
    this.credentials.forget(reason);
    this.#signOut(reason);
    this.tellOut(reason, access);
  }

  /** Tells the API about a logout. If that fails, it is tried again later. */
  finishLogout(): Promise<void> {
    const phase = this.#phase;
    return (phase.leaving ??= this.#tryLogout(phase).finally(() => (phase.leaving = undefined)));
  }

  apply({ access, reason }: Finding): void {
    if (access) this.#adopt(access);
    else if (reason && this.state.status !== 'signed-out') this.#signOut(reason);
  }

  /** A refresh failed. Only a page that knows nothing else needs to hear of it. */
  failed(error: unknown): void {
    if (this.state.status === 'loading') this.#set({ status: 'loading', error: error as ApiError | NetworkError });
    this.#schedule();
  }

  tell(message: Message): void {
    this.#running?.channel?.postMessage(message);
  }

  /** @param access whose session has ended; if that is not known, all tabs are signed out */
  tellOut(reason: SignedOutReason, access: Access | undefined): void {
    this.tell({ kind: 'out', reason, sessionId: access?.sessionId ?? '' });
  }

  dispose(): void {
    const running = this.#running;
    this.#running = undefined;
    running?.channel?.close();
    running?.wake.stop();
    running?.unwatch?.();
    this.#listeners.clear();
    this.#restart();
  }

  #listen(): void {
    this.#running ??= {
      channel: openTabs(this.name, (message) => this.#hear(message)),
      wake: wakeUp(this.name, (byTimer) => this.#check(byTimer)),
      unwatch: this.watch?.(() => this.#check(false)),
    };
  }

  #check(byTimer: boolean): void {
    const finding = this.credentials.look(this.access);
    this.apply(finding);
    const wait = this.#phase.patience;
    const { access } = this;
    const isEarly = byTimer ? wait.remaining() : wait.refusal();
    if (!isEarly) void this.finishLogout();
    const isStale = this.state.status === 'loading' || (access && !isFresh(access));
    if (!isEarly && (finding.isUnclear || isStale)) this.renew().catch(() => undefined);
    else this.#schedule();
  }

  #hear(message: Message): void {
    const { access } = this;
    if (message.kind === 'token') this.#adopt(accessOf(message.token, message.lifetime, message.age));
    else if (message.kind === 'ask') this.#tellToken(isFresh(access) && access);
    else if (access && ['', access.sessionId].includes(message.sessionId)) this.#signOut(message.reason);
  }

  #tellToken(access: Access | false): void {
    if (access) this.tell({ kind: 'token', ...access, age: ageOf(access) });
  }

  #adopt(access: Access): void {
    const { access: old } = this;
    const isKnown = access.token === old?.token || (access.sessionId && access.sessionId === this.#ended);
    const isOlder = !access.own && access.sessionId === old?.sessionId && remainingOf(access) <= remainingOf(old);
    if (isKnown || isOlder) return;
    if (access.sessionId !== old?.sessionId) {
      this.#ended = old?.sessionId ?? this.#ended;
      // A late answer to a refresh of ours would bring back the cookie of the old session.
      this.#restart();
    }
    this.access = access;
    this.#phase.patience = patience();
    this.#tellToken(access.own && access);
    this.#set({ status: 'signed-in', userId: access.userId });
    this.answered?.();
    this.#schedule();
  }

  #signOut(reason: SignedOutReason): void {
    this.#ended = this.access?.sessionId ?? this.#ended;
    this.access = undefined;
    this.#restart();
    this.#set({ status: 'signed-out', reason });
  }

  #restart(): void {
    this.#phase.controller.abort();
    this.#phase = newPhase();
    this.#schedule();
  }

  /** Decides when to look again. A hidden page waits until it is seen. */
  #schedule(): void {
    const { access } = this;
    const due = this.#phase.patience.remaining() ?? (access && access.refreshAt - ageOf(access));
    this.#running?.wake.after(isHidden() ? undefined : due);
  }

  #set(state: SessionState): void {
    if (JSON.stringify(state) === JSON.stringify(this.state)) return;
    this.state = state;
    // Later, so that no listener runs inside of a call, or breaks it by an error.
    for (const listener of this.#listeners) queueMicrotask(listener);
  }

  async #tryLogout(phase: Phase): Promise<void> {
    const { credentials } = this;
    if (!credentials.pendingLogout()) return;
    try {
      await this.exclusive(async () => {
        const pending = credentials.pendingLogout();
        if (!pending || isOver(phase)) return;
        await post(this, '/logout', pending.body, phase.controller.signal);
        credentials.loggedOut();
        phase.patience = patience();
      });
    } catch (error) {
      phase.patience.failed(error);
    }
    this.#schedule();
  }
}
