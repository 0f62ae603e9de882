// Copies the repository's licences beside package.json, where `npm pack` expects them, or removes the copies.
import { copyFileSync, rmSync } from 'node:fs';

for (const name of ['LICENSE-APACHE', 'LICENSE-MIT']) {
  const copy = new URL(`../${name}`, import.meta.url);
  if (process.argv.includes('--remove')) rmSync(copy, { force: true });
  else copyFileSync(new URL(`../../../${name}`, import.meta.url), copy);
}
