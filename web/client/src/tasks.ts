// The typed calls about tasks.
import type { Task, TaskCursorPage } from './generated/types.gen.js';
import { json, request } from './requests.js';
import type { Session } from './session.js';
import type { Conditional, Tasks, VersionedTask } from './types.js';

export function tasksOf(session: Session): Tasks {
  const one = async (method: string, path: string, body?: object, options: Conditional = {}) =>
    versioned(
      await request(session, method, path, { ...(body && { body }), headers: { 'if-match': options.ifMatch } }),
    );
  return {
    async list({ cursor = '', ...query } = {}, init = {}) {
      const parameters = new URLSearchParams({ cursor });
      for (const [name, value] of Object.entries<string | number | boolean | undefined>(query)) {
        if (value !== undefined) parameters.set(name, String(value));
      }
      return json<TaskCursorPage>(await request(session, 'GET', `/tasks/?${parameters}`, init));
    },
    get: (id) => one('GET', `/tasks/${id}`),
    async create(body, { idempotencyKey = randomKey() } = {}) {
      const headers = { 'idempotency-key': idempotencyKey };
      return versioned(await request(session, 'POST', '/tasks/', { body, headers }));
    },
    replace: (id, content, options) => one('PUT', `/tasks/${id}`, content, options),
    patch: (id, changes, options) => one('PATCH', `/tasks/${id}`, changes, options),
    complete: (id, completed, options) => one('PUT', `/tasks/complete/${id}`, { completed }, options),
    async delete(id, { ifMatch } = {}) {
      await request(session, 'DELETE', `/tasks/${id}`, { headers: { 'if-match': ifMatch } });
    },
    report: (init = {}) => request(session, 'GET', '/reports/', init),
  };
}

async function versioned(response: Response): Promise<VersionedTask> {
  return { task: await json<Task>(response), version: response.headers.get('etag') ?? '' };
}

/** Not `randomUUID`, which a page without TLS does not have. */
function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
