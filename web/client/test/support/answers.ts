// Answers as the API, API Gateway or a proxy gives them, and what can go wrong on the way.
import type { Behaviour } from './api.js';

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });
}

export function problem(status: number, type: string, detail: string, headers: Record<string, string> = {}): Response {
  const body = { type: `/problems/${type}`, title: type, status, detail };
  return json(status, body, { 'content-type': 'application/problem+json', ...headers });
}

/** The connection is cut before the request is handled. */
export const offline: Behaviour = () => Promise.reject(new TypeError('fetch failed'));
/** The request is handled, and the answer is lost. */
export const answerLost: Behaviour = (_request, answer) => {
  answer();
  return Promise.reject(new TypeError('fetch failed'));
};
export const neverAnswers: Behaviour = () => new Promise<Response>(() => undefined);
export const refuses =
  (status: number, headers: Record<string, string> = {}): Behaviour =>
  () =>
    problem(status, 'scripted', `scripted ${status}`, headers);

/** The request is handled when it arrives, and answered when the test says so. */
export function held(): { behaviour: Behaviour; release: () => void; arrived: Promise<void> } {
  const [arrived, arrive] = gate();
  const [released, release] = gate();
  const behaviour: Behaviour = async (_request, answer) => {
    const response = answer();
    arrive();
    await released;
    return response;
  };
  return { behaviour, release, arrived };
}

/** A promise and what resolves it. */
export function gate(): [Promise<void>, () => void] {
  let open: () => void = () => undefined;
  const promise = new Promise<void>((resolve) => (open = resolve));
  return [promise, open];
}
