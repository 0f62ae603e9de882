// What is published fits the repository.
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

const read = (path: string) => readFile(new URL(path, import.meta.url), 'utf8');

it('has the version of the Cargo workspace', async () => {
  const { version } = JSON.parse(await read('../package.json')) as { version: string };
  const [, workspace] =
    /\[workspace\.package\][^[]*?^version = "(.+?)"/ms.exec(await read('../../../Cargo.toml')) ?? [];
  expect(version).toBe(workspace);
});

it('has no dependency, and needs axios and React only if they are used', async () => {
  const manifest = JSON.parse(await read('../package.json')) as Record<string, unknown>;
  expect(manifest.dependencies).toBeUndefined();
  expect(Object.keys(manifest.peerDependencies as object)).toEqual(['axios', 'react']);
  expect(manifest.peerDependenciesMeta).toEqual({ axios: { optional: true }, react: { optional: true } });
  expect(manifest.sideEffects).toBe(false);
});

it('imports nothing in the core and only types of axios in the adapter', async () => {
  const adapter = await read('../src/axios.ts');
  expect([...adapter.matchAll(/^import (?!type)/gm)]).toEqual([]);
  const core = await read('../src/client.ts');
  expect([...core.matchAll(/from '([^.].*?)'/g)]).toEqual([]);
});
