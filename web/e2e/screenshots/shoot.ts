// Writes a picture of a page into the documentation.
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { withPalette } from './palette-png.ts';

const FOLDER = fileURLToPath(new URL('../../../docs/img/', import.meta.url));

export async function shoot(page: Page, name: string, { fullPage = false } = {}): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.fonts.ready);
  const picture = await page.screenshot({ animations: 'disabled', caret: 'hide', fullPage });
  await writeFile(`${FOLDER}${name}.png`, withPalette(picture));
}
