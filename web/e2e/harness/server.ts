// The real development server as a process of its own, on free ports. It can be stopped, and started again where it was.
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface ServerSettings {
  accessTokenSeconds?: number;
  reuseLeewaySeconds?: number;
  allowedOrigins?: string[];
  emailVerification?: 'optional' | 'required';
  /** Keeps the data in files, so that they outlive a stop. */
  durable?: boolean;
}

const BINARY = process.env.TODO_LAMBDA_SERVER ?? fileURLToPath(new URL('../../../target/debug/local', import.meta.url));

export class DevelopmentServer {
  #process: ChildProcess | undefined;
  #port = 0;
  #accessSecret = secret();
  readonly #refreshSecret = secret();

  private constructor(
    private readonly settings: ServerSettings,
    private readonly directory: string | undefined,
  ) {}

  static async start(settings: ServerSettings = {}): Promise<DevelopmentServer> {
    const directory = settings.durable ? await mkdtemp(join(tmpdir(), 'todo-lambda-e2e-')) : undefined;
    const server = new DevelopmentServer(settings, directory);
    await server.startAgain();
    return server;
  }

  get port(): number {
    return this.#port;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** On the port that it had, if it had one. */
  async startAgain(): Promise<void> {
    const storage = this.directory ? ['--data-dir', this.directory] : ['--in-memory'];
    const listen = ['--listen', `127.0.0.1:${this.#port}`, '--dynamodb', '127.0.0.1:0'];
    const server = spawn(BINARY, [...listen, ...storage], {
      env: this.#environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = server;
    this.#port = await portOf(server);
  }

  /** Ctrl-C: the server finishes its requests first. */
  async stop(): Promise<void> {
    const server = this.#process;
    if (server?.exitCode !== null) return;
    const exit = once(server, 'exit');
    server.kill('SIGINT');
    await exit;
  }

  /** From here on every access token is refused, as if it had expired; refresh tokens still work. */
  async refuseAccessTokens(): Promise<void> {
    await this.stop();
    this.#accessSecret = secret();
    await this.startAgain();
  }

  async remove(): Promise<void> {
    await this.stop();
    if (this.directory) await rm(this.directory, { recursive: true });
  }

  #environment(): NodeJS.ProcessEnv {
    const { accessTokenSeconds, reuseLeewaySeconds, allowedOrigins, emailVerification } = this.settings;
    return {
      PATH: process.env.PATH,
      ARGON2_MEMORY_KIB: '64',
      ARGON2_ITERATIONS: '1',
      ACCESS_TOKEN_EXPIRE_MINUTES: accessTokenSeconds === undefined ? '' : String(accessTokenSeconds / 60),
      REFRESH_REUSE_LEEWAY_SECONDS: reuseLeewaySeconds === undefined ? '' : String(reuseLeewaySeconds),
      ACCESS_TOKEN_SECRET: this.#accessSecret,
      REFRESH_TOKEN_SECRET: this.#refreshSecret,
      ALLOWED_ORIGINS: allowedOrigins?.join(',') ?? '',
      EMAIL_VERIFICATION: emailVerification ?? '',
    };
  }
}

const secret = () => randomBytes(32).toString('hex');

async function portOf(server: ChildProcess): Promise<number> {
  const { stdout, stderr } = server;
  if (!stdout || !stderr) throw new Error('the server has no output');
  const output: string[] = [];
  stderr.on('data', (text: Buffer) => output.push(text.toString()));
  const ready = new Promise<number>((resolve, reject) => {
    createInterface(stdout).on('line', (line) => {
      output.push(line);
      const port = /is ready: http:\/\/[^:]+:(\d+)\//.exec(line)?.[1];
      if (port) resolve(Number(port));
    });
    server.once('error', (cause) =>
      reject(new Error(`${BINARY} cannot be started: cargo build --bin local`, { cause })),
    );
    server.once('exit', () => reject(new Error(`the server did not start:\n${output.join('\n')}`)));
  });
  return ready;
}
