// The frame of the signed-in screens. It looks the same while the session is still being looked up.
import type { ReactNode } from 'react';
import { Brand, Header } from './header';

export function PrivateLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <a className="skip-link button" href="#content">
        Skip to content
      </a>
      <Header />
      <main id="content" className="column" tabIndex={-1}>
        {children}
      </main>
    </>
  );
}

export function PrivateSkeleton({ title, children }: { title: string; children: ReactNode }) {
  return (
    <>
      <header className="header">
        <div className="header-row">
          <span className="brand">
            <Brand />
          </span>
        </div>
      </header>
      <main className="column" aria-busy="true">
        <div className="screen-head">
          <h1>{title}</h1>
        </div>
        {children}
      </main>
    </>
  );
}
