// Leaves out react-aria's texts in other languages: the page speaks English, and they are half of the calendar's size.
import type { Plugin } from 'vite';

const OTHER_LANGUAGE = /react-(aria|stately|aria-components)\/.*\/intl\/.*\/(?!en-US)[a-z]{2}-[A-Z]{2}\.m?js$/;

export function englishOnly(): Plugin {
  return {
    name: 'english-only',
    enforce: 'pre',
    load: { filter: { id: OTHER_LANGUAGE }, handler: () => 'export default {};' },
  };
}
