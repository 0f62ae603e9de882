// What the two ways of keeping a refresh token have in common. The session asks; it does not know where the token is.
// Nothing here waits, so no other code of this tab can come in between.
import type { Access } from './access.js';
import type { SignedOutReason } from './types.js';

/** What can be known without a request. Empty if nothing has changed. */
export interface Finding {
  /** Somebody is signed in, with this token. */
  readonly access?: Access;
  /** Nobody is signed in. */
  readonly reason?: SignedOutReason;
  /** Only the API knows. */
  readonly isUnclear?: boolean;
}

export interface Issued {
  access_token: string;
  expires_in: number;
  refresh_token?: string;
}

export interface Credentials {
  look(current: Access | undefined): Finding;
  /** The body of `/refresh`. Only a quick call may rotate a cookie. */
  refreshBody(mayRotate: boolean): object;
  /** After a refusal: the tokens that another tab has stored meanwhile, or signed out. */
  refused(current: Access | undefined): Finding;
  /** Keeps new tokens. After a refresh, only if they succeed the ones that are kept. */
  keep(issued: Issued, isSuccessor: boolean): Finding;
  /** Forgets the tokens. After `logged-out`, a logout is pending until `loggedOut`. */
  forget(reason: SignedOutReason): void;
  pendingLogout(): { body?: object } | undefined;
  loggedOut(): void;
}
