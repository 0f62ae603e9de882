// What needs a mail beside a forgotten password: a verified email, a new one, and the report. It only uses the client's
// `fetch`, so that pages without these features do not load it.
import { NetworkError } from './errors.js';
import { accepted, json } from './requests.js';
import { jsonInit } from './transport.js';
import type { Client, MailProof, OrderedMail } from './types.js';

const LIMIT_MS = 30_000;

export interface MailCalls {
  /** Sends a mail if the email has an account that is not verified yet; nobody learns whether it has. Needs no session. */
  requestEmailVerification(input: { email: string }): Promise<OrderedMail>;
  /** Needs no session, and does not log in. */
  confirmEmailVerification(proof: MailProof): Promise<void>;
  /** Sends a mail to the new email. Until it is confirmed, nothing changes. */
  requestEmailChange(input: { current_password: string; new_email: string }): Promise<OrderedMail>;
  /** Changes the email and ends all sessions. Needs no session. The client signs out at its next request. */
  confirmEmailChange(proof: MailProof): Promise<void>;
  /** Sends all tasks as CSV to the account's email, which must be verified. */
  sendReport(): Promise<void>;
}

export function mailCalls(client: Pick<Client, 'fetch'>): MailCalls {
  const post = async (path: string, body?: object): Promise<Response> => {
    const signal = AbortSignal.timeout(LIMIT_MS);
    try {
      return await accepted(await client.fetch(path, jsonInit('POST', body, {}, signal)));
    } catch (cause) {
      throw signal.aborted ? new NetworkError(cause) : cause;
    }
  };
  const ordered = async (path: string, body: object) => json<OrderedMail>(await post(path, body));
  return {
    requestEmailVerification: (input) => ordered('/users/email-verification', input),
    async confirmEmailVerification(proof) {
      await post('/users/email-verification/confirm', proof);
    },
    requestEmailChange: (input) => ordered('/users/me/email-change', input),
    async confirmEmailChange(proof) {
      await post('/users/email-change/confirm', proof);
    },
    async sendReport() {
      await post('/reports/');
    },
  };
}
