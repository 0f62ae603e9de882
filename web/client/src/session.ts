// Who is signed in, with which access token, in this tab; tells listeners and the other tabs. It does not know where
// the refresh token is kept.
import { ageOf, expiryOf, type Access } from './access.js';
import type { Credentials, Finding, Issued } from './credentials.js';
import { toApiError, type ApiError, type NetworkError } from './errors.js';
import type { Exclusive } from './exclusive.js';
import { Joined } from './joined.js';
import { Patience } from './patience.js';
import { Renewal } from './renewal.js';
import { openTabs, type Message, type Tabs } from './tabs.js';
import type { Transport } from './transport.js';
import type { SessionState, SignedOutReason } from './types.js';
import { isHidden, wakeUp, type Wake } from './wake.js';

export interface Sharing {
  /** The tabs' channel; without a name, the tabs do not share the session. */
  readonly channel: string | undefined;
  /** Calls when the storage has changed. */
  readonly watch: ((listener: () => void) => () => void) | undefined;
}

export class Session {
  state: SessionState = { status: 'loading' };
  access: Access | undefined;
  readonly patience = new Patience();
  readonly #listeners = new Set<() => void>();
  readonly #renewal: Renewal;
  /** Aborted when what is going on must no longer count: at a login, a logout, a disposal. */
  #scope = new AbortController();
  /** The session that ended last: another tab may still send a token of it. */
  #ended: string | undefined;
  readonly #leaving = new Joined();
  #running: { tabs: Tabs | undefined; wake: Wake; unwatch: (() => void) | undefined } | undefined;
  #started: Promise<void> | undefined;

  constructor(
    readonly credentials: Credentials,
    readonly transport: Transport,
    readonly exclusive: Exclusive,
    readonly sharing: Sharing,
  ) {
    this.#renewal = new Renewal(this);
  }

  get scope(): AbortSignal {
    return this.#scope.signal;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    void this.start();
    return () => this.#listeners.delete(listener);
  }

  /** Resolves when everything is known that can be known without a request. */
  start(): Promise<void> {
    this.#listen();
    return (this.#started ??= this.#look());
  }

  renew(): Promise<void> {
    return this.#renewal.renew();
  }

  /** New tokens after a login or a password change. What was going on no longer counts. */
  async begin(issued: Issued): Promise<void> {
    this.#listen();
    this.#restart();
    this.apply(await this.credentials.keep(issued, false));
  }

  /** Signs this tab out at once, then forgets the tokens and tells the other tabs. */
  async leave(reason: SignedOutReason): Promise<void> {
    this.#listen();
    this.#started ??= Promise.resolve();
    const { access } = this;
    const forgotten = this.credentials.forget(reason);
    this.#signOut(reason);
    await forgotten;
    this.tellOut(reason, access);
  }

  /** Tells the API about a logout. If that fails, it is tried again later. */
  finishLogout(): Promise<void> {
    return this.#leaving.join(this.scope, () => this.#tryLogout());
  }

  apply(finding: Finding): void {
    if (typeof finding === 'string') return;
    if ('token' in finding) this.#adopt(finding);
    else if (this.state.status !== 'signed-out') this.#signOut(finding.reason);
  }

  /** No answer yet, or no useful one. Only a page that knows nothing else needs to hear of it. */
  failed(error: ApiError | NetworkError): void {
    const { state } = this;
    if (state.status === 'loading' && state.error?.name !== error.name) this.#set({ status: 'loading', error });
  }

  tell(message: Message): void {
    this.#running?.tabs?.post(message);
  }

  /** @param access whose session has ended; if that is not known, all tabs are signed out */
  tellOut(reason: SignedOutReason, access: Access | undefined): void {
    this.tell({ kind: 'out', reason, sessionId: access?.sessionId ?? '' });
  }

  /** Decides when to look again. A hidden page waits until it is seen. */
  schedule(): void {
    const { access } = this;
    const due = this.patience.remaining() ?? (access && access.refreshAt - ageOf(access));
    this.#running?.wake.after(isHidden() ? undefined : due);
  }

  dispose(): void {
    const running = this.#running;
    this.#running = this.#started = undefined;
    running?.wake.stop();
    running?.tabs?.close();
    running?.unwatch?.();
    this.#listeners.clear();
    this.#restart();
  }

  #listen(): void {
    if (this.#running) return;
    const { channel, watch } = this.sharing;
    const tabs = channel ? openTabs(channel, (message) => void this.#hear(message)) : undefined;
    const wake = wakeUp((byTimer) => void this.#check(byTimer));
    const unwatch = watch?.(() => void this.#hear({ kind: 'changed' }));
    this.#running = { tabs, wake, unwatch };
  }

  async #look(): Promise<void> {
    const { scope } = this;
    const finding = await this.credentials.look(this.access);
    if (scope.aborted) return;
    this.apply(finding);
    void this.#check(false);
  }

  async #check(byTimer: boolean): Promise<void> {
    const { credentials, patience, scope } = this;
    const isEarly = (patience.remaining() ?? 0) > 0 && (byTimer || patience.refusal() !== undefined);
    if (credentials.pendingLogout() && !isEarly) void this.finishLogout();
    const finding = await credentials.look(this.access);
    if (scope.aborted) return;
    this.apply(finding);
    const { access, state } = this;
    const isDue = finding === 'unknown' || state.status === 'loading' || (access && ageOf(access) >= access.refreshAt);
    if (isDue && !isEarly) await this.renew().catch(() => undefined);
    this.schedule();
  }

  async #hear(message: Message): Promise<void> {
    const { access, scope } = this;
    if (message.kind === 'ask' && access && ageOf(access) < access.refreshAt) this.tell(this.credentials.news(access));
    if (message.kind === 'out' && access && ['', access.sessionId].includes(message.sessionId)) {
      this.#signOut(message.reason);
    }
    const finding = await this.credentials.received(message, access);
    if (!scope.aborted) this.apply(finding);
  }

  #adopt(access: Access): void {
    const { access: old } = this;
    if (access.sessionId && access.sessionId === this.#ended) return;
    if (access.sessionId === old?.sessionId && expiryOf(access) <= expiryOf(old)) return;
    if (old && access.sessionId !== old.sessionId) this.#ended = old.sessionId;
    this.access = access;
    this.patience.succeeded();
    if (access.own) this.tell(this.credentials.news(access));
    const { state } = this;
    const isKnown = state.status === 'signed-in' && state.userId === access.userId;
    if (!isKnown) this.#set({ status: 'signed-in', userId: access.userId });
    this.#renewal.answered?.();
    this.schedule();
  }

  #signOut(reason: SignedOutReason): void {
    this.#ended = this.access?.sessionId ?? this.#ended;
    this.access = undefined;
    this.#restart();
    const { state } = this;
    if (state.status !== 'signed-out' || state.reason !== reason) this.#set({ status: 'signed-out', reason });
  }

  #restart(): void {
    this.#scope.abort();
    this.#scope = new AbortController();
    this.patience.succeeded();
    this.schedule();
  }

  #set(state: SessionState): void {
    this.state = state;
    for (const listener of [...this.#listeners]) listener();
  }

  async #tryLogout(): Promise<void> {
    const { credentials, transport, exclusive, scope } = this;
    try {
      await exclusive(async () => {
        const pending = credentials.pendingLogout();
        if (!pending || scope.aborted) return;
        const response = await transport.call('/logout', { ...pending, cookie: credentials.cookie, signal: scope });
        if (!response.ok) throw await toApiError(response);
        credentials.loggedOut();
        this.patience.succeeded();
      });
    } catch (error) {
      if (!scope.aborted) this.patience.failed(error);
    }
    this.schedule();
  }
}
