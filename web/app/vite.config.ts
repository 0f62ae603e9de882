import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { clientFirst } from './build/client-first.ts';
import { englishOnly } from './build/english-only.ts';
import { fontLicence } from './build/font-licence.ts';
import { pageHead } from './build/page-head.ts';
import { SECURITY_HEADERS } from './build/security-headers.ts';

const proxy = { '/api': { target: process.env.API ?? 'http://127.0.0.1:3000' } };

export default defineConfig({
  plugins: [clientFirst(), react(), englishOnly(), pageHead(), fontLicence()],
  // The ones that know light-dark(), which the style sheets use for both themes.
  build: {
    target: ['chrome123', 'firefox128', 'safari17.5'],
    sourcemap: false,
    // The policy allows no data: fonts, and a file of its own can be cached for a year.
    assetsInlineLimit: 0,
    license: { fileName: 'third-party-licences.md' },
  },
  server: { port: 5173, proxy },
  preview: { proxy, headers: SECURITY_HEADERS },
});
