// The public types: what a page passes in and gets back. No behaviour.
import type { ApiError, NetworkError } from './errors.js';
import type {
  PasswordChangeWritable,
  Problem,
  OrderedMail,
  Session,
  SignUpWritable,
  Task,
  TaskContent,
  TaskCursorPage,
  TaskPatch,
  User,
} from './generated/types.gen.js';

export type { Problem, Session, Task, TaskContent, TaskPatch, User };
export type { TaskCursorPage as TaskPage };
export type { OrderedMail };
export type { SignUpWritable as SignUp, PasswordChangeWritable as PasswordChange };

/** The token is in the mail's link, the code in its text. */
export type MailProof = { request_id: string } & ({ token: string } | { code: string });
export type PasswordReset = MailProof & { new_password: string };

export interface ClientOptions {
  /** Where the API is: `/api/v1` on the page's own origin, or `https://api.example.com/api/v1`. */
  baseUrl: string;
  /**
   * Where the refresh token is kept. `cookie` (the default): in an HttpOnly cookie, for pages on the API's own site.
   * `local`: in localStorage. Or a storage of your own.
   */
  storage?: 'cookie' | 'local' | TokenStorage | undefined;
  /** Sends the requests; the global `fetch` if left out. */
  fetch?: typeof globalThis.fetch | undefined;
}

/**
 * Keeps one text, which holds the tokens. If a method throws, the client goes on in memory only. The methods answer at
 * once: for a storage that does not, keep a copy, read it before you create the client, and write behind.
 */
export interface TokenStorage {
  read(): string | null | undefined;
  write(text: string): void;
  clear(): void;
  /** Calls the listener when somebody else has changed the text. Returns a function that stops it. */
  subscribe?(listener: () => void): () => void;
}

export type SignedOutReason = 'none' | 'logged-out' | 'ended' | 'deleted';

export type SessionState =
  /** Not known yet. `error` says why if the first refresh got no useful answer; the client keeps trying. */
  | { readonly status: 'loading'; readonly error?: ApiError | NetworkError }
  /** `ended`: the API ended the session. `logged-out`: by this tab or another one. */
  | { readonly status: 'signed-out'; readonly reason: SignedOutReason }
  /** `userId` changes when another tab logs in as somebody else. */
  | { readonly status: 'signed-in'; readonly userId: string };

export interface SessionStore {
  readonly get: () => SessionState;
  /** Calls the listener after each change. The first subscription starts the client. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** `version` is the task's ETag: send it as `ifMatch` to change only this version. */
export interface VersionedTask {
  task: Task;
  version: string;
}

export interface TaskQuery {
  cursor?: string | undefined;
  limit?: number | undefined;
  completed?: boolean | undefined;
  order?: 'asc' | 'desc' | undefined;
}

export interface Cancellable {
  signal?: AbortSignal | undefined;
}

export interface Conditional {
  ifMatch?: string | undefined;
}

export interface Tasks {
  /** One page by cursor, from the start if there is no cursor. Continue until `next_cursor` is null. */
  list(query?: TaskQuery, init?: Cancellable): Promise<TaskCursorPage>;
  get(id: number): Promise<VersionedTask>;
  /** Send the same key again when you repeat a creation, so that it makes one task. Without a key, one is made. */
  create(content: TaskContent, options?: { idempotencyKey?: string | undefined }): Promise<VersionedTask>;
  replace(id: number, content: TaskContent, options?: Conditional): Promise<VersionedTask>;
  patch(id: number, changes: TaskPatch, options?: Conditional): Promise<VersionedTask>;
  complete(id: number, completed: boolean, options?: Conditional): Promise<VersionedTask>;
  delete(id: number, options?: Conditional): Promise<void>;
  /** All tasks as CSV. The response is unread, so that a page can show progress. */
  report(init?: Cancellable): Promise<Response>;
}

export interface Account {
  get(): Promise<User>;
  /** Ends all sessions and stays signed in with a new one. */
  changePassword(input: PasswordChangeWritable): Promise<void>;
  /** Sends a mail if the email has an account; nobody learns whether it has. Needs no session. */
  requestPasswordReset(input: { email: string }): Promise<OrderedMail>;
  /** Sets a new password and ends all sessions. Needs no session, and does not log in. */
  resetPassword(input: PasswordReset): Promise<void>;
  /** Signs out with the reason `deleted`. */
  delete(input: { password: string }): Promise<void>;
  sessions(): Promise<Session[]>;
  endSession(id: string): Promise<void>;
  endOtherSessions(): Promise<void>;
}

export interface AccessTokenOptions extends Cancellable {
  /** The token that got a 401. The client then refreshes, unless it has a newer one. */
  rejected?: string | undefined;
}

export interface Client {
  readonly session: SessionStore;
  readonly tasks: Tasks;
  readonly account: Account;
  /**
   * Creates an account. It does not log in. If the API requires verified emails, the answer is the id of a mail, whether
   * or not the email was taken.
   */
  signUp(input: SignUpWritable): Promise<User | OrderedMail>;
  logIn(input: { email: string; password: string }): Promise<void>;
  /** Signs out at once, even offline. It never rejects because of the network. */
  logOut(): Promise<void>;
  /**
   * Like the global `fetch`, for a path below the base URL: sends the access token, and after a 401 refreshes and
   * repeats the request once. Rejects with a NetworkError if there is no answer, and with the refresh's error if a
   * refresh is needed but not possible at the moment.
   */
  fetch(path: string | URL, init?: RequestInit): Promise<Response>;
  /**
   * For other HTTP libraries: the access token for a request to this URL. Null if nobody is signed in, if the URL is
   * not below the base URL, or if the rejected token belongs to a different user.
   */
  accessToken(url: string | URL, options?: AccessTokenOptions): Promise<string | null>;
  /** Removes every listener, timer and channel. The client starts again when it is used again. */
  dispose(): void;
}
