// The last resort for the focus: where its element went away and nothing else took it over, the heading gets it.
import { useEffect } from 'react';

const isLost = (): boolean => document.activeElement === null || document.activeElement === document.body;

export function useFocusFallback(): void {
  useEffect(() => {
    let last: Element | null = null;
    const remember = ({ target }: FocusEvent) => {
      last = target instanceof Element ? target : null;
    };
    const observer = new MutationObserver(() => {
      if (last === null || last.isConnected || !isLost()) return;
      last = null;
      requestAnimationFrame(() => {
        if (isLost()) document.querySelector('h1')?.focus({ preventScroll: true });
      });
    });
    document.addEventListener('focusin', remember);
    observer.observe(document.body, { childList: true, subtree: true });
    return () => {
      document.removeEventListener('focusin', remember);
      observer.disconnect();
    };
  }, []);
}
