// A front-end that is served by somebody else: a page of an origin other than the API's, bundled from one module.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'vite';

const HTML = `<!doctype html><title>a front-end</title><link rel="icon" href="data:," />
<script type="module">import * as page from '/page.js'; window.page = page;</script>`;

declare global {
  interface Window {
    /** What the page's module exports, once it has been loaded. */
    page: unknown;
  }
}

/** No such file: its content is the module that is served. */
const ENTRY = fileURLToPath(new URL('page.ts', import.meta.url));

export class OtherOrigin {
  #script = '';
  readonly #server: Server;

  private constructor() {
    this.#server = createServer(({ url }, response) => {
      const [type, body] = url === '/page.js' ? ['text/javascript', this.#script] : ['text/html', HTML];
      response.writeHead(url === '/' || url === '/page.js' ? 200 : 404, { 'content-type': type }).end(body);
    });
  }

  static async start(): Promise<OtherOrigin> {
    const other = new OtherOrigin();
    other.#server.listen(0, '127.0.0.1');
    await once(other.#server, 'listening');
    return other;
  }

  get host(): string {
    return `localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  get origin(): string {
    return `http://${this.host}`;
  }

  /** The page is this module from now on. What it exports is `window.page` there. */
  async serve(module: string): Promise<void> {
    this.#script = await bundled(module);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** As a front-end's own build does it, so that packages without a file for browsers work, too. */
export async function bundled(module: string): Promise<string> {
  const page: Plugin = {
    name: 'page',
    resolveId: (id) => (id === ENTRY ? id : undefined),
    load: (id) => (id === ENTRY ? module : undefined),
  };
  const result = await build({
    configFile: false,
    logLevel: 'error',
    plugins: [page],
    define: { 'process.env.NODE_ENV': '"production"' },
    build: { write: false, minify: false, lib: { entry: ENTRY, formats: ['es'] } },
  });
  const output = Array.isArray(result)
    ? result.flatMap(({ output }) => output)
    : 'output' in result
      ? result.output
      : [];
  const [chunk] = output;
  if (chunk?.type !== 'chunk') throw new Error('the page was not bundled');
  return chunk.code;
}
