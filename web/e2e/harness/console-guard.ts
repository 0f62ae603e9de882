// Watches a browser context. Everything that a page must not do makes its test fail: an error in the console, an
// exception, a refusal by the Content-Security-Policy, a request to another host.
import type { BrowserContext, ConsoleMessage } from 'playwright-core';

/** A failed request that a test expects, such as `401 /api/v1/refresh` or `ERR_EMPTY_RESPONSE /api/v1/tasks/`. */
export type Failure = string | RegExp;

export class ConsoleGuard {
  readonly #findings: string[] = [];
  readonly #allowed: Failure[] = [];

  constructor(
    context: BrowserContext,
    private readonly hosts: string[],
  ) {
    context.on('console', (message) => this.#hear(message));
    context.on('weberror', (error) =>
      this.#findings.push(`exception: ${error.error().stack ?? error.error().message}`),
    );
    context.on('request', (request) => {
      const { protocol, host } = new URL(request.url());
      if (protocol.startsWith('http') && !this.hosts.includes(host)) this.#findings.push(`request to ${request.url()}`);
    });
  }

  allow(...failures: Failure[]): void {
    this.#allowed.push(...failures);
  }

  /** What has been found so far and was not allowed. */
  findings(): string[] {
    return this.#findings.filter((finding) => !this.#allowed.some((failure) => matches(finding, failure)));
  }

  #hear(message: ConsoleMessage): void {
    if (message.type() !== 'error' && message.type() !== 'warning') return;
    const failure = /^Failed to load resource: (?:net::|the server responded with a status of )(\w+)/.exec(
      message.text(),
    );
    if (!failure) return void this.#findings.push(`console ${message.type()}: ${message.text()}`);
    this.#findings.push(`${failure[1]} ${pathOf(message.location().url)}`);
  }
}

function pathOf(url: string): string {
  try {
    return new URL(url).pathname;
  } catch {
    return url;
  }
}

function matches(finding: string, failure: Failure): boolean {
  return typeof failure === 'string' ? finding === failure : failure.test(finding);
}
