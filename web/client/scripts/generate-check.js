// Fails if the committed types differ from what docs/openapi.json gives.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('..', import.meta.url));
const types = new URL('../src/generated/types.gen.ts', import.meta.url);
const committed = readFileSync(types, 'utf8');
const { status } = spawnSync('openapi-ts', ['-f', 'openapi-ts.config.ts'], { cwd: folder, stdio: 'ignore' });
if (status !== 0) {
  console.error('openapi-ts failed: run `npm run generate`');
  process.exitCode = 1;
} else if (readFileSync(types, 'utf8') !== committed) {
  console.error('src/generated was not current and is now: commit it');
  process.exitCode = 1;
}
