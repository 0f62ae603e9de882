// Drives Debian's Firefox over WebDriver BiDi (https://www.w3.org/TR/webdriver-bidi/), which Firefox speaks by itself.
// Playwright needs a Firefox of its own build. This has only what the tests of cookies need.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import WebSocket from 'ws';

const CANDIDATES = ['/usr/bin/firefox-esr', '/usr/bin/firefox'];

interface Answer {
  id?: number;
  type: 'success' | 'error' | 'event';
  result?: unknown;
  error?: string;
  message?: string;
  method?: string;
  params?: unknown;
}

interface LogEntry {
  level: string;
  text: string | null;
}

export class Firefox {
  /** What the pages have reported as errors. */
  readonly errors: string[] = [];
  readonly #pending = new Map<number, (answer: Answer) => void>();
  #sent = 0;

  private constructor(
    private readonly process: ChildProcess,
    private readonly directory: string,
    private readonly socket: WebSocket,
  ) {
    socket.on('message', (data) => this.#receive(JSON.parse((data as Buffer).toString()) as Answer));
  }

  static async start(): Promise<Firefox> {
    const path = process.env.FIREFOX ?? CANDIDATES.find(existsSync);
    if (!path) throw new Error('no Firefox: install the package firefox-esr, or name its path in FIREFOX');
    const directory = await mkdtemp(join(tmpdir(), 'todo-lambda-firefox-'));
    const options = ['--headless', '--no-remote', '--profile', directory, '--remote-debugging-port', '0'];
    const browser = spawn(path, options, {
      env: { ...process.env, HOME: directory },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const socket = new WebSocket(`${await addressOf(browser)}/session`);
    await once(socket, 'open');
    const firefox = new Firefox(browser, directory, socket);
    await firefox.send('session.new', { capabilities: {} });
    await firefox.send('session.subscribe', { events: ['log.entryAdded'] });
    return firefox;
  }

  /** A tab with cookies and storage of its own. */
  async tab(): Promise<FirefoxTab> {
    const { userContext } = (await this.send('browser.createUserContext', {})) as { userContext: string };
    const created = await this.send('browsingContext.create', { type: 'tab', userContext });
    const { context } = created as { context: string };
    return new FirefoxTab(this, context);
  }

  async send(method: string, params: object): Promise<unknown> {
    const id = ++this.#sent;
    const answer = new Promise<Answer>((resolve) => this.#pending.set(id, resolve));
    this.socket.send(JSON.stringify({ id, method, params }));
    const { type, result, error, message } = await answer;
    if (type === 'error') throw new Error(`${method}: ${error}: ${message}`);
    return result;
  }

  async stop(): Promise<void> {
    const exit = once(this.process, 'exit');
    this.socket.terminate();
    this.process.kill('SIGTERM');
    await exit;
    await rm(this.directory, { recursive: true, force: true, maxRetries: 5 });
  }

  #receive(answer: Answer): void {
    if (answer.method === 'log.entryAdded') {
      const { level, text } = answer.params as LogEntry;
      if (level === 'error') this.errors.push(text ?? '');
    } else if (answer.id !== undefined) {
      this.#pending.get(answer.id)?.(answer);
      this.#pending.delete(answer.id);
    }
  }
}

export class FirefoxTab {
  constructor(
    private readonly firefox: Firefox,
    private readonly context: string,
  ) {}

  async goto(url: string): Promise<void> {
    await this.firefox.send('browsingContext.navigate', { context: this.context, url, wait: 'complete' });
  }

  async reload(): Promise<void> {
    await this.firefox.send('browsingContext.reload', { context: this.context, wait: 'complete' });
  }

  /** The value of a JavaScript expression, which may be a promise of a text, a number or a boolean. */
  async value(expression: string): Promise<unknown> {
    const target = { context: this.context };
    const answer = await this.firefox.send('script.evaluate', { expression, target, awaitPromise: true });
    const { type, result, exceptionDetails } = answer as {
      type: string;
      result?: { value?: unknown };
      exceptionDetails?: { text: string };
    };
    if (type !== 'success') throw new Error(exceptionDetails?.text);
    return result?.value;
  }

  /** Presses keys, as a person does, where the focus is. */
  async type(text: string): Promise<void> {
    const actions = Array.from(text).flatMap((value) => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ]);
    await this.firefox.send('input.performActions', {
      context: this.context,
      actions: [{ type: 'key', id: 'keyboard', actions }],
    });
  }
}

async function addressOf({ stderr }: ChildProcess): Promise<string> {
  if (!stderr) throw new Error('Firefox has no output');
  for await (const line of createInterface(stderr)) {
    const address = /listening on (ws:\S+)/.exec(line)?.[1];
    if (!address) continue;
    stderr.resume();
    return address;
  }
  throw new Error('Firefox does not listen');
}
