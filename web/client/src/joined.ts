// One run at a time, which everybody who asks meanwhile joins. A run whose scope was aborted is not joined.

export class Joined {
  #run: { scope: AbortSignal; promise: Promise<void> } | undefined;

  join(scope: AbortSignal, start: () => Promise<void>): Promise<void> {
    if (this.#run?.scope === scope) return this.#run.promise;
    const promise = start().finally(() => {
      if (this.#run?.scope === scope) this.#run = undefined;
    });
    this.#run = { scope, promise };
    return promise;
  }
}
