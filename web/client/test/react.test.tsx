// @vitest-environment happy-dom
// The hook: it renders what the session is, and only when that changes.
import { act, StrictMode, useEffect, useState } from 'react';
import { createRoot, hydrateRoot, type Root } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createClient, type Client } from '../src/index.js';
import { useSession } from '../src/react.js';
import { ScriptedApi } from './support/api.js';
import { ADA, quiet } from './support/clients.js';

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

let root: Root | undefined;
let renders = 0;
let api: ScriptedApi;

beforeEach(() => {
  api = new ScriptedApi();
  renders = 0;
  document.body.innerHTML = '<main></main>';
});

afterEach(() => {
  act(() => root?.unmount());
  localStorage.clear();
});

const main = () => document.body.firstElementChild as HTMLElement;

function Status({ client }: { client: Client }) {
  renders++;
  const session = useSession(client);
  return <p>{session.status === 'signed-in' ? session.userId : session.status}</p>;
}

async function show(element: React.ReactNode) {
  await act(async () => {
    root = createRoot(main());
    root.render(element);
    await Promise.resolve();
  });
}

it('renders loading first, and then who is signed in', async () => {
  api.cookie = api.issue().refresh_token;
  const client = quiet(api);
  const seen: (string | null)[] = [];
  const observer = new MutationObserver(() => seen.push(main().textContent));
  observer.observe(main(), { childList: true, subtree: true, characterData: true });
  await show(<Status client={client} />);
  await act(() => client.account.get());
  expect(main().textContent).toBe('ada');
  expect(seen).not.toContain('signed-out');
  await act(() => client.logOut());
  expect(main().textContent).toBe('signed-out');
});

it('does not render again while the session stays the same', async () => {
  const client = quiet(api);
  await client.logIn(ADA);
  await show(<Status client={client} />);
  const before = renders;
  api.expireAccessTokens();
  await act(() => client.fetch('/tasks/1'));
  await act(() => client.account.changePassword({ current_password: ADA.password, new_password: 'six calm cranes' }));
  expect(api.sent('POST /refresh')).toHaveLength(1);
  expect(renders).toBe(before);
});

it('works in Strict Mode with a client of the component\u2019s own, which is disposed with it', async () => {
  const made: Client[] = [];
  function App() {
    const [client] = useState(() => {
      const created = createClient({ baseUrl: api.baseUrl, fetch: api.fetch });
      made.push(created);
      return created;
    });
    useEffect(() => () => client.dispose(), [client]);
    return <Status client={client} />;
  }
  api.cookie = api.issue().refresh_token;
  await show(
    <StrictMode>
      <App />
    </StrictMode>,
  );
  expect(made).toHaveLength(2);
  const shown = made.find(({ session }) => session.get().status === 'signed-in');
  await act(() => shown?.account.get() ?? Promise.reject(new Error('no client is signed in')));
  expect(main().textContent).toBe('ada');
  act(() => root?.unmount());
  const calls = api.requests.length;
  window.dispatchEvent(new Event('focus'));
  expect(api.requests).toHaveLength(calls);
});

it('renders loading on a server, and asks for nothing there', () => {
  const client = quiet(api);
  expect(renderToString(<Status client={client} />)).toBe('<p>loading</p>');
  expect(api.requests).toHaveLength(0);
});

it('takes over what a server has rendered without a mismatch', async () => {
  const client = quiet(api, { storage: 'local' });
  await client.logIn(ADA);
  main().innerHTML = renderToString(<Status client={client} />);
  const errors: unknown[] = [];
  await act(async () => {
    root = hydrateRoot(main(), <Status client={client} />, { onRecoverableError: (error) => errors.push(error) });
    await Promise.resolve();
  });
  expect(errors).toEqual([]);
  expect(main().textContent).toBe('ada');
});
