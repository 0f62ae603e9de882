// Starts the Chromium of this machine. Nothing is downloaded.
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

function executable(): string {
  const path = process.env.CHROMIUM ?? CANDIDATES.find(existsSync);
  if (!path) throw new Error('no Chromium: install the package chromium, or name its path in CHROMIUM');
  return path;
}

export function startChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: executable(),
    // Without the sandbox, because it cannot be used in most containers; the pages are our own.
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-dev-shm-usage'],
  });
}
