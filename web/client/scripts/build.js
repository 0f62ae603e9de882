// Compiles `src` to `dist`. Each build begins from nothing, so that no file of an older one is published, and takes the
// place of the older one at its end, so that others can use that meanwhile.
import { spawnSync } from 'node:child_process';
import { renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('..', import.meta.url));
const [dist, next, old] = ['dist', 'dist.new', 'dist.old'].map((name) => `${folder}${name}`);
const remove = (path) => rmSync(path, { recursive: true, force: true });

remove(next);
const { status } = spawnSync('tsc', ['-p', 'tsconfig.build.json', '--outDir', next], { cwd: folder, stdio: 'inherit' });
if (status === 0) {
  remove(old);
  try {
    renameSync(dist, old);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  renameSync(next, dist);
  remove(old);
} else {
  remove(next);
  process.exitCode = 1;
}
