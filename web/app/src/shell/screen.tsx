// What every screen has: the document's title, and a heading that takes the focus after a change of screen.
import { useLayoutEffect, useRef, type ReactNode } from 'react';

let hasShownScreen = false;

interface ScreenProps {
  title: string;
  /** Beside the heading. */
  aside?: ReactNode;
  children: ReactNode;
}

export function Screen({ title, aside, children }: ScreenProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    document.title = `${title} · Todo`;
    if (hasShownScreen) heading.current?.focus({ preventScroll: true });
    if (hasShownScreen) window.scrollTo(0, 0);
    hasShownScreen = true;
  }, [title]);
  return (
    <>
      <div className="screen-head">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {aside}
      </div>
      {children}
    </>
  );
}
