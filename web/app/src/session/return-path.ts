// Which screen a person sees after logging in.
const RETURN_PATHS = ['/', '/account'];

export function logInPath(from: string): string {
  return from === '/' ? '/log-in' : `/log-in?next=${encodeURIComponent(from)}`;
}

/** Only addresses of this page: a link must not lead elsewhere through the login. */
export function returnPath(search: string): string {
  const next = new URLSearchParams(search).get('next') ?? '/';
  return RETURN_PATHS.includes(next.split('?')[0] ?? '') ? next : '/';
}
