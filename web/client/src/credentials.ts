// What the two ways of keeping a refresh token have in common. The session asks; it does not know where the token is.
import type { Access } from './access.js';
import type { Message } from './tabs.js';
import type { SessionState, SignedOutReason } from './types.js';
import type { Turn } from './exclusive.js';

export type SignedOut = Extract<SessionState, { status: 'signed-out' }>;

/**
 * What can be known without a request: somebody is signed in with this token, nobody is, nothing has changed, or only
 * the API knows.
 */
export type Finding = Access | SignedOut | 'same' | 'unknown';

export interface Issued {
  access_token: string;
  expires_in: number;
  refresh_token?: string;
}

export interface Credentials {
  /** Whether requests send and store cookies. */
  readonly cookie: boolean;
  look(current: Access | undefined): Finding | Promise<Finding>;
  /** The body of `/refresh`. */
  refreshBody(turn: Turn): object | undefined;
  /** Whether this status of `/refresh` says that there is no session. */
  isRefused(status: number): boolean;
  /** After a refusal: the tokens that another tab has stored meanwhile, or signed out. */
  refused(current: Access | undefined): Finding | Promise<Finding>;
  /** Keeps new tokens. After a refresh, only if they succeed the ones that are kept. */
  keep(issued: Issued, isSuccessor: boolean): Finding | Promise<Finding>;
  /** Forgets the tokens. After `logged-out`, a logout is pending until `loggedOut`. */
  forget(reason: SignedOutReason): void | Promise<void>;
  pendingLogout(): { body?: object } | undefined;
  loggedOut(): void;
  /** What tells the other tabs about a new token. */
  news(access: Access): Message;
  received(message: Message, current: Access | undefined): Finding | Promise<Finding>;
}

export const signedOut = (reason: SignedOutReason): SignedOut => ({ status: 'signed-out', reason });
