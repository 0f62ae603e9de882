// Prints the gzipped size of the JavaScript that / loads before it is usable, and fails above the limit: everything that
// index.html names and whatever that imports statically. Parts that are loaded later are listed, but do not count.
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const LIMIT_BYTES = 150_000;
const dist = new URL('../dist/', import.meta.url);
const read = (/** @type {string} */ path) => readFileSync(new URL(path, dist), 'utf8');

/** @param {string} path */
const imports = (path) =>
  [...read(path).matchAll(/(?:\bfrom|\bimport)\s*["']\.\/([^"']+\.js)["']/g)].map(([, name]) => `assets/${name}`);

const first = new Set([...read('index.html').matchAll(/(?:src|href)="\/([^"]+\.js)"/g)].map(([, path = '']) => path));
for (const path of first) for (const imported of imports(path)) first.add(imported);

let total = 0;
for (const path of readdirSync(new URL('assets/', dist)).filter((name) => name.endsWith('.js'))) {
  const size = gzipSync(read(`assets/${path}`), { level: 9 }).length;
  const isFirst = first.has(`assets/${path}`);
  if (isFirst) total += size;
  console.log(`${String(size).padStart(8)}  ${isFirst ? 'first view' : 'later     '}  ${path}`);
}

console.log(`${String(total).padStart(8)}  first view in all, of at most ${LIMIT_BYTES} bytes (gzip)`);
if (total > LIMIT_BYTES) process.exitCode = 1;
