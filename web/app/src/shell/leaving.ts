// Whether the page is being left. The browser then cuts off its requests, which says nothing about the API.
let isLeaving = false;
addEventListener('pagehide', () => (isLeaving = true));
addEventListener('pageshow', () => (isLeaving = false));

/** Passes on what a request came to. After the page has been left, only once the browser brings it back from its cache. */
export async function unlessLeaving<T>(request: Promise<T>): Promise<T> {
  try {
    return await request;
  } finally {
    if (isLeaving) await new Promise((resolve) => addEventListener('pageshow', resolve, { once: true }));
  }
}
