// A small stand-in for the API, with its rules of tokens and cookies. Tests script what goes wrong: each route can
// delay, refuse, cut the connection or never answer.
import { json, problem } from './answers.js';

export interface Recorded {
  readonly method: string;
  /** Below the base URL, with the query. */
  readonly path: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
  /** Whether the browser would have sent the cookie. */
  readonly withCookie: boolean;
}

export type Behaviour = (request: Recorded, answer: () => Response) => Response | Promise<Response>;

interface ServerSession {
  readonly userId: string;
  generation: number;
  isOver: boolean;
}

export class ScriptedApi {
  readonly baseUrl: string = 'https://api.example/api/v1';
  readonly requests: Recorded[] = [];
  /** What an access token's life is said to be, in seconds. */
  lifetime = 900;
  /** Does not know the member `optional`. */
  isOld = false;
  /** The browser's refresh cookie. */
  cookie: string | undefined;
  readonly #passwords = new Map<string, string>([
    ['ada@example.com', 'nine quiet herons'],
    ['bob@example.com', 'ten loud ospreys'],
  ]);
  readonly #sessions = new Map<string, ServerSession>();
  readonly #scripts = new Map<string, Behaviour[]>();
  readonly #constant = new Map<string, Behaviour>();
  #valid = new Set<string>();
  #count = 0;

  /** The next requests to this route, such as `POST /refresh`, behave like this. */
  next(route: string, ...behaviours: Behaviour[]): void {
    this.#scripts.set(route, [...(this.#scripts.get(route) ?? []), ...behaviours]);
  }

  /** From now on, until `undefined` is set. */
  always(route: string, behaviour: Behaviour | undefined): void {
    if (behaviour) this.#constant.set(route, behaviour);
    else this.#constant.delete(route);
  }

  /** All access tokens stop working; the sessions go on. */
  expireAccessTokens(): void {
    this.#valid = new Set();
  }

  /** As if they were ended elsewhere, or stolen. */
  endSessions(): void {
    this.expireAccessTokens();
    for (const session of this.#sessions.values()) session.isOver = true;
  }

  activeSessions(): number {
    return [...this.#sessions.values()].filter(({ isOver }) => !isOver).length;
  }

  sent(route: string): Recorded[] {
    return this.requests.filter(({ method, path }) => `${method} ${path.split('?')[0] ?? ''}` === route);
  }

  /** Tokens of a new session, as a login returns them. */
  issue(userId = 'ada'): { access_token: string; refresh_token: string; expires_in: number } {
    const sessionId = `session-${++this.#count}`;
    this.#sessions.set(sessionId, { userId, generation: 0, isOver: false });
    return this.#tokens(sessionId);
  }

  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, { ...init, ...(init?.body instanceof ReadableStream && { duplex: 'half' }) });
    const recorded: Recorded = {
      method: request.method,
      path: request.url.replace(this.baseUrl, ''),
      url: request.url,
      headers: request.headers,
      body: await request.text(),
      withCookie: init?.credentials === 'include',
    };
    const response = await untilAborted(this.handle(recorded), init?.signal);
    // A browser does not keep the cookie of an answer that it no longer waits for.
    const cookie = response.headers.get('x-cookie');
    if (recorded.withCookie && cookie !== null) this.cookie = cookie || undefined;
    return response;
  };

  async handle(recorded: Recorded): Promise<Response> {
    this.requests.push(recorded);
    const route = `${recorded.method} ${recorded.path.split('?')[0] ?? ''}`;
    const behaviour = this.#scripts.get(route)?.shift() ?? this.#constant.get(route);
    const answer = () => this.#answer(route, recorded);
    return behaviour ? behaviour(recorded, answer) : answer();
  }

  #answer(route: string, recorded: Recorded): Response {
    switch (route) {
      case 'POST /users/':
        return json(201, { id: 'ada', email: 'ada@example.com', created_at: '2026-11-30T12:00:00.000Z' });
      case 'POST /login':
        return this.#logIn(recorded);
      case 'POST /refresh':
        return this.#refresh(recorded);
      case 'POST /logout':
        return this.#logOut(recorded);
      default:
        return this.#authorized(route, recorded);
    }
  }

  #logIn({ body, withCookie }: Recorded): Response {
    const { username, password, session } = JSON.parse(body) as Record<string, string>;
    if (this.#passwords.get(username ?? '') !== password) {
      return problem(401, 'wrong-credentials', 'Incorrect email or password');
    }
    if (session === 'cookie') this.#end(this.cookie);
    return this.#issued(this.issue(username?.split('@')[0]), session === 'cookie' && withCookie);
  }

  #refresh({ body, headers, withCookie }: Recorded): Response {
    const { refresh_token, rotate, optional } = JSON.parse(body || '{}') as {
      refresh_token?: string;
      rotate?: boolean;
      optional?: boolean;
    };
    const token = refresh_token ?? (withCookie ? this.cookie : undefined);
    if (!token && optional && !this.isOld) return new Response(null, { status: 204 });
    if (!token && (body || headers.has('content-type'))) return problem(422, 'invalid-input', 'is required');
    const [, sessionId = '', generation] = token?.split('.') ?? [];
    const session = this.#sessions.get(sessionId);
    if (!session || session.isOver || session.generation - Number(generation) > 1) {
      return problem(401, 'invalid-token', 'Could not validate credentials');
    }
    const isSuccessor = Number(generation) === session.generation && (refresh_token !== undefined || rotate);
    if (isSuccessor) session.generation++;
    return this.#issued(this.#tokens(sessionId), refresh_token === undefined);
  }

  #logOut({ body, withCookie }: Recorded): Response {
    const { refresh_token } = JSON.parse(body || '{}') as { refresh_token?: string };
    this.#end(refresh_token ?? (withCookie ? this.cookie : undefined));
    return new Response(null, { status: 204, ...(!refresh_token && { headers: { 'x-cookie': '' } }) });
  }

  #authorized(route: string, { headers, body, withCookie }: Recorded): Response {
    const token = headers.get('authorization')?.replace('Bearer ', '') ?? '';
    const [userId = '', sessionId = ''] = this.#valid.has(token) ? ownersOf(token) : [];
    if (!userId || this.#sessions.get(sessionId)?.isOver !== false) {
      return problem(401, 'invalid-token', 'Could not validate credentials');
    }
    if (route === 'PUT /users/me/password') {
      this.endSessions();
      return this.#issued(this.issue(userId), withCookie);
    }
    if (route === 'DELETE /users/me') {
      this.endSessions();
      return new Response(null, { status: 204 });
    }
    if (route.startsWith('DELETE ')) return new Response(null, { status: 204 });
    return json(200, { id: userId, email: `${userId}@example.com`, body }, { etag: '"1"' });
  }

  #issued(tokens: ReturnType<ScriptedApi['issue']>, isCookie: boolean): Response {
    const { refresh_token, ...rest } = tokens;
    return isCookie ? json(200, rest, { 'x-cookie': refresh_token }) : json(200, tokens);
  }

  #tokens(sessionId: string): ReturnType<ScriptedApi['issue']> {
    const { userId, generation } = this.#sessions.get(sessionId) ?? { userId: '', generation: 0 };
    const claims = { sub: userId, sid: sessionId, email: 'zoë@example.com', jti: ++this.#count };
    const access_token = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;
    this.#valid.add(access_token);
    return { access_token, refresh_token: `refresh.${sessionId}.${generation}`, expires_in: this.lifetime };
  }

  #end(refreshToken: string | undefined): void {
    const session = this.#sessions.get(refreshToken?.split('.')[1] ?? '');
    if (session) session.isOver = true;
  }
}

function ownersOf(accessToken: string): [string, string] {
  const claims = Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString();
  const { sub, sid } = JSON.parse(claims) as { sub: string; sid: string };
  return [sub, sid];
}

function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | null | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject);
  });
}
