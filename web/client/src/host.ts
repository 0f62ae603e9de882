// What the platform may lack: a server has no document, an old browser no locks, a sandboxed frame no storage.

type MayBeMissing = 'document' | 'navigator' | 'location' | 'addEventListener' | 'removeEventListener';

/** The globals, read at each use, because a server may gain and lose them between two tests or renderings. */
export const host: Partial<Pick<typeof globalThis, MayBeMissing>> = globalThis;
