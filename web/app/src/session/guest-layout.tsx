// The frame of the screens that need no login.
import type { ReactNode } from 'react';
import { Brand } from '../shell/header';
import { ThemeSwitch } from '../shell/theme-switch';

export function GuestLayout({ children }: { children: ReactNode }) {
  return (
    <div className="guest">
      <header className="brand">
        <Brand />
      </header>
      <main className="guest-card">{children}</main>
      <footer className="guest-foot">
        <ThemeSwitch />
      </footer>
    </div>
  );
}
