// Generates the types of the API's requests and responses. `npm run generate` runs it.
import { defineConfig } from '@hey-api/openapi-ts';

export default defineConfig({
  input: '../../docs/openapi.json',
  output: { path: 'src/generated', clean: true, entryFile: false },
  plugins: ['@hey-api/typescript'],
});
