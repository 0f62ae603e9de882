// A proxy between browser and server that loses, holds back and refuses what a bad network would. It counts what passes.
import { once } from 'node:events';
import { createServer, request as send, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** Such as `POST /api/v1/refresh`; the query does not count. */
export type Route = string;

interface Exchange {
  /** The server has handled the request. */
  answered: Promise<void>;
}

export interface Held extends Exchange {
  release(): void;
}

interface Fault {
  route: Route;
  handled: Moment;
  verdict: Promise<'deliver' | 'cut'>;
}

export class FaultProxy {
  readonly seen: { route: Route; status: number }[] = [];
  readonly #server: Server;
  readonly #faults: Fault[] = [];
  readonly #sockets = new Set<Socket>();
  #isDown = false;

  private constructor(private readonly target: () => number) {
    this.#server = createServer((request, response) => void this.#pass(request, response));
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      if (this.#isDown) socket.destroy();
    });
  }

  /** @param target the port to send requests to */
  static async start(target: () => number): Promise<FaultProxy> {
    const proxy = new FaultProxy(target);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** How many requests of this route have been answered, with any status or with this one. */
  count(route: Route, status?: number): number {
    return this.seen.filter((one) => one.route === route && (status === undefined || one.status === status)).length;
  }

  /** The server handles the next request of this route, but nobody gets its answer. */
  loseAnswer(route: Route): Exchange {
    const handled = new Moment();
    this.#faults.push({ route, handled, verdict: Promise.resolve('cut') });
    return { answered: handled.promise };
  }

  /** The server handles the next request of this route, and its answer waits until it is released. */
  holdAnswer(route: Route): Held {
    const handled = new Moment();
    const released = new Moment();
    this.#faults.push({ route, handled, verdict: released.promise.then(() => 'deliver') });
    return { answered: handled.promise, release: released.come };
  }

  /** Nobody is reached any more, and what was on its way is lost. */
  goDown(): void {
    this.#isDown = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  comeBack(): void {
    this.#isDown = false;
  }

  async stop(): Promise<void> {
    this.goDown();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const route = `${request.method} ${request.url?.split('?')[0]}`;
    const index = this.#faults.findIndex((one) => one.route === route);
    const [planned] = index < 0 ? [] : this.#faults.splice(index, 1);
    try {
      const answer = await this.#ask(request);
      const body = await bodyOf(answer);
      const status = answer.statusCode ?? 502;
      this.seen.push({ route, status });
      planned?.handled.come();
      if ((await planned?.verdict) === 'cut') throw new Error('cut');
      response.writeHead(status, headersOf(answer));
      response.end(body);
    } catch {
      request.socket.destroy();
    }
  }

  async #ask(request: IncomingMessage): Promise<IncomingMessage> {
    const { method, url, rawHeaders } = request;
    // Not awaited inside `once`, so that an error of the connection rejects.
    const asked = send({
      host: '127.0.0.1',
      port: this.target(),
      method,
      path: url,
      headers: rawHeaders,
      agent: false,
    });
    request.pipe(asked);
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    return answer;
  }
}

/** A browser sends a request again by itself when a connection breaks that it has used before: let it use none twice. */
function headersOf({ rawHeaders }: IncomingMessage): string[] {
  const kept: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    if (!['connection', 'keep-alive', 'transfer-encoding'].includes(name.toLowerCase())) kept.push(name, value);
  }
  return [...kept, 'connection', 'close'];
}

async function bodyOf(answer: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of answer) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** Something that happens once. */
class Moment {
  readonly promise: Promise<void>;
  come!: () => void;

  constructor() {
    this.promise = new Promise((resolve) => (this.come = resolve));
  }
}
