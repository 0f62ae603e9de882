// The guard finds what it is there to find: without this, its silence would prove nothing.
import { expect, test } from './world.ts';

test('a page that does what no page may do is found', async ({ world }) => {
  const site = await world.site();
  const profile = await world.profile(site);
  const html = `<!doctype html><title>bad</title><link rel="icon" href="/favicon.svg" /><body></body>`;
  const headers = { 'content-security-policy': "script-src 'self'", 'content-type': 'text/html' };
  await profile.context.route('**/bad', (route) => route.fulfill({ body: html, headers }));
  const tab = await profile.tab();
  await tab.goto('/bad');

  await tab.evaluate(async () => {
    console.error('an error');
    setTimeout(() => {
      throw new Error('an exception');
    });
    document.body.append(Object.assign(document.createElement('script'), { text: 'alert(1)' }));
    await fetch('/api/v1/users/me');
    await fetch('http://elsewhere.invalid/').catch(() => undefined);
  });

  const found = (text: string) => profile.guard.findings().some((finding) => finding.includes(text));
  await expect.poll(() => found('console error: an error')).toBe(true);
  await expect.poll(() => found('exception: Error: an exception')).toBe(true);
  await expect.poll(() => found('Content Security Policy')).toBe(true);
  await expect.poll(() => found('401 /api/v1/users/me')).toBe(true);
  await expect.poll(() => found('request to http://elsewhere.invalid/')).toBe(true);
  profile.guard.allow(/./);
});
