// People and their tasks, made over the API: what a test needs before its journey begins.
export interface Person {
  email: string;
  password: string;
}

export interface Tokens {
  access_token: string;
  expires_in: number;
  refresh_token: string;
}

export interface StoredTask {
  id: number;
  title: string;
  description: string;
  deadline: string | null;
  completed: boolean;
}

let people = 0;

/** A person that no other test knows. */
export function somebody(name = 'ada'): Person {
  people += 1;
  return { email: `${name}-${people}@example.com`, password: 'nine quiet herons' };
}

export class Api {
  /** Tests look again and again, and a login for each look would push the page's own session out. */
  readonly #tokens = new Map<string, string>();

  constructor(readonly url: string) {}

  async signUp(person: Person = somebody()): Promise<Person> {
    await this.send('POST', '/users/', person);
    return person;
  }

  async logIn({ email, password }: Person): Promise<Tokens> {
    return (await this.send('POST', '/login', { username: email, password })) as Tokens;
  }

  async send(method: string, path: string, body?: object, token?: string): Promise<unknown> {
    const response = await this.respond(method, path, body, token);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    const text = await response.text();
    return text === '' ? undefined : JSON.parse(text);
  }

  respond(method: string, path: string, body?: object, token?: string): Promise<Response> {
    const headers: Record<string, string> = {};
    if (body) headers['content-type'] = 'application/json';
    if (token) headers.authorization = `Bearer ${token}`;
    return fetch(`${this.url}/api/v1${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  }

  /** Returns when access tokens that have been issued until now are refused. */
  async untilAccessTokensExpire(person: Person): Promise<void> {
    const { access_token } = await this.logIn(person);
    const isRefused = async () => (await this.respond('GET', '/users/me', undefined, access_token)).status === 401;
    while (!(await isRefused())) await new Promise((resolve) => setTimeout(resolve, 50));
  }

  /** The titles of the open tasks that the API holds. */
  async openTitles(person: Person): Promise<string[]> {
    return (await this.tasksOf(person)).filter(({ completed }) => !completed).map(({ title }) => title);
  }

  async tasksOf(person: Person): Promise<StoredTask[]> {
    const list = (token: string) => this.respond('GET', '/tasks/?cursor=&limit=100', undefined, token);
    const known = this.#tokens.get(person.email);
    let response = known === undefined ? undefined : await list(known);
    if (response === undefined || response.status === 401) {
      const { access_token } = await this.logIn(person);
      this.#tokens.set(person.email, access_token);
      response = await list(access_token);
    }
    if (!response.ok) throw new Error(`the tasks of ${person.email}: ${response.status} ${await response.text()}`);
    return ((await response.json()) as { items: StoredTask[] }).items;
  }

  /** In this order, one after the other. */
  async createTasks(person: Person, contents: object[]): Promise<void> {
    if (contents.length === 0) return;
    const { access_token, refresh_token } = await this.logIn(person);
    for (const content of contents) await this.send('POST', '/tasks/', content, access_token);
    await this.send('POST', '/logout', { refresh_token });
  }
}
