import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SECURITY_HEADERS } from './security-headers.ts';

test('the preview sends what the development server sends', () => {
  const server = readFileSync(new URL('../../../local/src/page.rs', import.meta.url), 'utf8');
  const strings = server.replace(/\\\n\s*/g, '');
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
    expect(strings).toContain(`"${name}"`);
    expect(strings).toContain(`"${value}"`);
  }
});
