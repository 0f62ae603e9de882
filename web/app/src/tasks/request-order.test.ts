// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { createWorkspace } from '../session/workspace';
import { inOrder } from './request-order';

function deferred() {
  let settle: { resolve: () => void; reject: (error: Error) => void } | undefined;
  const promise = new Promise<void>((resolve, reject) => (settle = { resolve, reject }));
  return { promise, resolve: () => settle?.resolve(), reject: () => settle?.reject(new Error('refused')) };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

test('the second change of a task waits for the first, other tasks do not', async () => {
  const workspace = createWorkspace('ada');
  const sent: string[] = [];
  const first = deferred();
  const send = (name: string, answer = Promise.resolve()) => {
    sent.push(name);
    return answer;
  };
  const one = inOrder(workspace, 1, () => send('complete 1', first.promise));
  const two = inOrder(workspace, 1, () => send('reopen 1'));
  void inOrder(workspace, 2, () => send('complete 2'));
  await settled();
  expect(sent).toEqual(['complete 1', 'complete 2']);
  first.resolve();
  await Promise.all([one, two]);
  expect(sent).toEqual(['complete 1', 'complete 2', 'reopen 1']);
  await settled();
  expect(workspace.inFlight.size).toBe(0);
});

test('a change that failed does not hold up the next', async () => {
  const workspace = createWorkspace('ada');
  const first = deferred();
  const one = inOrder(workspace, 1, () => first.promise);
  const two = inOrder(workspace, 1, () => Promise.resolve('sent'));
  first.reject();
  await expect(one).rejects.toThrow('refused');
  await expect(two).resolves.toBe('sent');
});
