// Stops the build when the client is not built. Otherwise its import would stay in the page as it is, and the page empty.
import type { Plugin } from 'vite';

const CLIENT = 'todo-lambda-client';

export function clientFirst(): Plugin {
  return {
    name: 'client-first',
    apply: 'build',
    async buildStart() {
      const resolved = await this.resolve(CLIENT);
      if (resolved?.external !== false) this.error(`Build ${CLIENT} first: npm run build -w client`);
    },
  };
}
