// Adds to index.html what must come before the first paint: the theme script (hashed, because the policy allows no inline
// script) and the preload of the text font.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { HtmlTagDescriptor, Plugin } from 'vite';

const THEME_SCRIPT = new URL('./theme-start.js', import.meta.url);
const TEXT_FONT = /inter-latin-wght-normal.*\.woff2$/;

export function pageHead(): Plugin {
  let themePath = '/@theme-start.js';
  return {
    name: 'page-head',
    configureServer(server) {
      server.middlewares.use(themePath, (_request, response) => {
        response.setHeader('Content-Type', 'text/javascript').end(readFileSync(THEME_SCRIPT));
      });
    },
    generateBundle() {
      const source = readFileSync(THEME_SCRIPT, 'utf8');
      const hash = createHash('sha256').update(source).digest('base64url').slice(0, 8);
      themePath = `/assets/theme-start-${hash}.js`;
      this.emitFile({ type: 'asset', fileName: themePath.slice(1), source });
    },
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle }) => {
        const font = Object.keys(bundle ?? {}).find((name) => TEXT_FONT.test(name));
        const tags: HtmlTagDescriptor[] = [{ tag: 'script', attrs: { src: themePath }, injectTo: 'head-prepend' }];
        if (font !== undefined) {
          const attrs = { rel: 'preload', href: `/${font}`, as: 'font', type: 'font/woff2', crossorigin: true };
          tags.push({ tag: 'link', attrs, injectTo: 'head' });
        }
        return tags;
      },
    },
  };
}
