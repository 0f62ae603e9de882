// What the page tells a person about each problem. Every message says what happened and what to do next.
import { ApiError, NetworkError } from 'todo-lambda-client';
import { isProblemType, type ProblemType } from './problem-types';

type Message = (error: ApiError) => string;

const RELOAD = 'Reload the page and try again.';

/** "in 5 seconds", "in 2 minutes"; without the header, "in a moment". */
export function waitInWords(seconds: number | null): string {
  if (seconds === null) return 'in a moment';
  if (seconds < 60) return seconds === 1 ? 'in 1 second' : `in ${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? 'in 1 minute' : `in ${minutes} minutes`;
}

const withRequestId = (text: string, error: ApiError): string =>
  error.requestId === null ? text : `${text} If it happens again, quote the request id ${error.requestId}.`;

const MESSAGES: Record<ProblemType, Message> = {
  '/problems/malformed-body': (error) =>
    withRequestId(`The server could not read what this page sent. ${RELOAD}`, error),
  '/problems/invalid-mail-token': () =>
    'The code is wrong, has expired or was used. Check it against the newest mail, or send a new one.',
  '/problems/wrong-credentials': () => 'The email or the password is wrong. Check both and try again.',
  '/problems/invalid-token': () => 'Your session has ended. Log in again to go on.',
  '/problems/expired-access-token': () => 'Your login has expired. Try again, or log in again.',
  '/problems/wrong-password': () => 'That is not your current password. Enter it again.',
  '/problems/email-not-verified': () => 'Your email is not verified yet. Open the link in the mail that you got.',
  '/problems/foreign-origin': () =>
    'The server does not accept requests from this address. Open the page at its usual address and try again.',
  '/problems/proxy-required': () => 'This server can only be used through its public address. Open the page there.',
  '/problems/not-found': (error) => withRequestId(`The server does not know this request. ${RELOAD}`, error),
  '/problems/task-not-found': () => 'This task no longer exists. It was deleted somewhere else.',
  '/problems/session-not-found': () => 'This session has already ended.',
  '/problems/method-not-allowed': (error) => withRequestId(`The server does not allow this request. ${RELOAD}`, error),
  '/problems/email-taken': () => 'An account with this email already exists. Log in with it, or use a different email.',
  '/problems/precondition-failed': () =>
    'The task was changed somewhere else in the meantime. Choose which version to keep.',
  '/problems/body-too-large': () => 'This is too much text for one request. Shorten it and try again.',
  '/problems/answer-too-large': () =>
    'There are too many tasks for one answer. Delete some completed tasks and try again.',
  '/problems/unsupported-media-type': (error) =>
    withRequestId(`The server could not read what this page sent. ${RELOAD}`, error),
  '/problems/invalid-input': (error) => invalidInput(error),
  '/problems/too-many-attempts': (error) => `There were too many attempts. Try again ${waitInWords(error.retryAfter)}.`,
  '/problems/too-many-requests': (error) =>
    `There were too many requests at once. Try again ${waitInWords(error.retryAfter)}.`,
  '/problems/internal': (error) => withRequestId('The server failed. Try again.', error),
  '/problems/unavailable': (error) =>
    `The server is busy or under maintenance. Try again ${waitInWords(error.retryAfter)}.`,
  '/problems/mail-not-configured': () => 'This server sends no mail. Ask the people who run it.',
};

function invalidInput(error: ApiError): string {
  const [first] = error.errors;
  if (first === undefined) return 'The server refused a value. Check what you entered.';
  return `${first.loc.at(-1) ?? 'A value'} ${first.msg}.`
    .replace(/^./, (letter) => letter.toUpperCase())
    .replaceAll('_', ' ');
}

/** A gateway in front of the API answers without a type. */
function untyped(error: ApiError): string {
  if (error.status === 429) return `There were too many requests. Try again ${waitInWords(error.retryAfter)}.`;
  if (error.status === 503) return `The server is busy. Try again ${waitInWords(error.retryAfter)}.`;
  return withRequestId(`The server answered with an unexpected error (${error.status}). Try again.`, error);
}

export function messageFor(error: unknown): string {
  if (error instanceof ApiError) return isProblemType(error.type) ? MESSAGES[error.type](error) : untyped(error);
  if (error instanceof NetworkError) {
    return navigator.onLine
      ? 'The server did not answer. Check your connection and try again.'
      : 'You are offline. Try again when the connection is back.';
  }
  return 'Something went wrong on this page. Reload it and try again.';
}

export const isProblem = (error: unknown, type: ProblemType): error is ApiError =>
  error instanceof ApiError && error.type === type;
