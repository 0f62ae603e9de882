// What a browser gives to all tabs of one origin: localStorage, Web Locks, BroadcastChannel, events of the window.
// Each client is a tab. The tabs of a test share one window, so an event reaches all of them.
import { afterEach, vi } from 'vitest';

export interface Browser {
  /** What localStorage holds. */
  readonly stored: Map<string, string>;
  readonly locks: TestLocks;
  /** Listeners of the window that are not removed yet. */
  listeners(): number;
  channels(): number;
  dispatch(event: string, fields?: object): void;
  setVisible(isVisible: boolean): void;
  /** From now on, each use of localStorage throws. */
  forbidStorage(...methods: ('getItem' | 'setItem' | 'removeItem')[]): void;
}

export interface Missing {
  locks?: boolean;
  channels?: boolean;
}

/** Puts the globals of a page in place until the test ends. */
export function openBrowser(missing: Missing = {}): Browser {
  const stored = new Map<string, string>();
  const locks = new TestLocks();
  const window = new TestWindow();
  const document = { hidden: false };
  const forbidden = new Set<string>();
  const guarded = <T>(method: string, action: () => T): T => {
    if (forbidden.has(method)) throw new DOMException('The operation is insecure', 'SecurityError');
    return action();
  };
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => guarded('getItem', () => stored.get(key) ?? null),
    setItem: (key: string, text: string) => guarded('setItem', () => stored.set(key, text)),
    removeItem: (key: string) => guarded('removeItem', () => stored.delete(key)),
  });
  vi.stubGlobal('document', document);
  vi.stubGlobal('location', { href: 'https://page.example/' });
  vi.stubGlobal('navigator', missing.locks ? {} : { locks });
  vi.stubGlobal('BroadcastChannel', missing.channels ? undefined : channelsOf(window));
  vi.stubGlobal('addEventListener', window.add);
  vi.stubGlobal('removeEventListener', window.target.removeEventListener.bind(window.target));
  return {
    stored,
    locks,
    listeners: () => window.added.filter((signal) => !signal?.aborted).length,
    channels: () => window.open.size,
    dispatch: (event, fields = {}) => window.target.dispatchEvent(Object.assign(new Event(event), fields)),
    setVisible(isVisible) {
      document.hidden = !isVisible;
      window.target.dispatchEvent(new Event('visibilitychange'));
    },
    forbidStorage: (...methods) => methods.forEach((method) => forbidden.add(method)),
  };
}

class TestWindow {
  readonly target = new EventTarget();
  readonly added: (AbortSignal | undefined)[] = [];
  readonly open = new Set<{ name: string; receive: (data: unknown) => void }>();

  readonly add = (type: string, listener: EventListener, options?: AddEventListenerOptions) => {
    this.added.push(options?.signal);
    this.target.addEventListener(type, listener, options);
  };
}

/** Messages arrive in order, later, at every other channel of this name. */
function channelsOf(window: TestWindow) {
  return class {
    onmessage: ((event: { data: unknown }) => void) | undefined;
    readonly #self: { name: string; receive: (data: unknown) => void };

    constructor(name: string) {
      this.#self = { name, receive: (data) => this.onmessage?.({ data }) };
      window.open.add(this.#self);
    }

    postMessage(data: unknown): void {
      const copy: unknown = structuredClone(data);
      for (const channel of window.open) {
        if (channel === this.#self || channel.name !== this.#self.name) continue;
        setTimeout(() => window.open.has(channel) && channel.receive(copy), 1);
      }
    }

    close(): void {
      window.open.delete(this.#self);
    }
  };
}

interface Options {
  ifAvailable?: boolean;
  signal?: AbortSignal;
}
type Task = (lock: object | null) => unknown;

/** https://w3c.github.io/web-locks/, exclusive locks only. */
export class TestLocks {
  /** How many requests waited. */
  waits = 0;
  readonly #queues = new Map<string, Promise<unknown>>();

  readonly request = async (name: string, { ifAvailable, signal }: Options, task: Task): Promise<unknown> => {
    const before = this.#queues.get(name);
    if (before && ifAvailable) return task(null);
    if (before) this.waits++;
    let isGranted = false;
    const run = async () => {
      await before;
      if (signal?.aborted) throw signal.reason;
      isGranted = true;
      return task({ name });
    };
    const running = run();
    const settled = running
      .catch(() => undefined)
      .then(() => {
        if (this.#queues.get(name) === settled) this.#queues.delete(name);
      });
    this.#queues.set(name, settled);
    if (!signal) return running;
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => !isGranted && reject(signal.reason as Error));
      running.then(resolve, reject);
    });
  };

  /** A tab that never gives its lock back. */
  block(name: string): () => void {
    let release: () => void = () => undefined;
    void this.request(name, {}, () => new Promise<void>((resolve) => (release = resolve)));
    return () => release();
  }
}

afterEach(() => {
  vi.unstubAllGlobals();
});
