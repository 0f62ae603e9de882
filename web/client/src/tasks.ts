// The typed calls about tasks.
import type { Task, TaskCursorPage } from './generated/types.gen.js';
import { json, read, request } from './requests.js';
import type { Session } from './session.js';
import { jsonInit } from './transport.js';
import type { Conditional, Tasks, VersionedTask } from './types.js';

export function tasksOf(session: Session): Tasks {
  const send = (method: string, path: string | number, body?: object, { ifMatch }: Conditional = {}) =>
    request(session, `/tasks/${path}`, jsonInit(method, body, ifMatch ? { 'if-match': ifMatch } : {}));
  const one = async (...call: Parameters<typeof send>) => versioned(await send(...call));
  return {
    list({ cursor = '', ...query } = {}, init) {
      // JSON leaves out what is undefined.
      const given = JSON.parse(JSON.stringify({ cursor, ...query })) as Record<string, string>;
      return read<TaskCursorPage>(session, `/tasks/?${new URLSearchParams(given)}`, init as RequestInit);
    },
    get: (id) => one('GET', id),
    async create(content, { idempotencyKey = randomKey() } = {}) {
      const init = jsonInit('POST', content, { 'idempotency-key': idempotencyKey });
      return versioned(await request(session, '/tasks/', init));
    },
    replace: (id, content, options) => one('PUT', id, content, options),
    patch: (id, changes, options) => one('PATCH', id, changes, options),
    complete: (id, completed, options) => one('PUT', `complete/${id}`, { completed }, options),
    async delete(id, options) {
      await send('DELETE', id, undefined, options);
    },
    report: (init) => request(session, '/reports/', init as RequestInit),
  };
}

async function versioned(response: Response): Promise<VersionedTask> {
  return { task: await json<Task>(response), version: response.headers.get('etag') ?? '' };
}

/** 128 random bits. Not `randomUUID`, which a page without TLS does not have. */
const randomKey = () => crypto.getRandomValues(new Uint32Array(4)).join('-');
