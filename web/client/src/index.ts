// The package's main entry.
export { createClient } from './client.js';
export { ApiError, NetworkError } from './errors.js';
export type * from './types.js';
