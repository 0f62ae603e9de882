// Prints the sizes of the entries as a page ships them, and fails if the core is larger than its limit.
import { gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const CORE_LIMIT_BYTES = 5000;
const entries = { core: 'index', axios: 'axios', react: 'react', mail: 'mail' };

async function bundled(name) {
  const input = fileURLToPath(new URL(`../dist/${name}.js`, import.meta.url));
  const bundle = await rolldown({ input, external: ['axios', 'react'], logLevel: 'silent' });
  // The comments are notes for bundlers; a page's build drops them, too.
  const { output } = await bundle.generate({ format: 'esm', minify: true, comments: false });
  return output[0].code;
}

let isTooLarge = false;
for (const [entry, name] of Object.entries(entries)) {
  const code = await bundled(name);
  const gzipped = gzipSync(code, { level: 9 }).length;
  console.log(`${entry.padEnd(5)}  ${Buffer.byteLength(code)} bytes minified, ${gzipped} bytes gzipped`);
  if (entry === 'core' && gzipped > CORE_LIMIT_BYTES) isTooLarge = true;
}
if (isTooLarge) {
  console.error(`The core must have at most ${CORE_LIMIT_BYTES} bytes, minified and gzipped.`);
  process.exitCode = 1;
}
