// Adds the licence of the text font, which Vite's list of licences leaves out because a font is no code.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Plugin } from 'vite';

const LICENCE = createRequire(import.meta.url).resolve('@fontsource-variable/inter/LICENSE');

export function fontLicence(): Plugin {
  return {
    name: 'font-licence',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'inter-licence.txt', source: readFileSync(LICENCE) });
    },
  };
}
