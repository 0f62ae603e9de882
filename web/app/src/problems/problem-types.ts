// Every problem type of the API, as docs/api.md lists them; a test compares the two.
export const PROBLEM_TYPES = [
  '/problems/malformed-body',
  '/problems/invalid-mail-token',
  '/problems/wrong-credentials',
  '/problems/invalid-token',
  '/problems/expired-access-token',
  '/problems/wrong-password',
  '/problems/email-not-verified',
  '/problems/foreign-origin',
  '/problems/proxy-required',
  '/problems/not-found',
  '/problems/task-not-found',
  '/problems/session-not-found',
  '/problems/method-not-allowed',
  '/problems/email-taken',
  '/problems/precondition-failed',
  '/problems/body-too-large',
  '/problems/answer-too-large',
  '/problems/unsupported-media-type',
  '/problems/invalid-input',
  '/problems/too-many-attempts',
  '/problems/too-many-requests',
  '/problems/internal',
  '/problems/unavailable',
  '/problems/mail-not-configured',
] as const;

export type ProblemType = (typeof PROBLEM_TYPES)[number];

export function isProblemType(type: string): type is ProblemType {
  return (PROBLEM_TYPES as readonly string[]).includes(type);
}
