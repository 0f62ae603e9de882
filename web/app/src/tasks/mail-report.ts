// Has the report of all tasks mailed to the account's email.
import { navigate } from 'wouter/use-browser-location';
import { EMAIL_HEADING, EMAIL_HASH } from '../account/email-anchor';
import { accountQuery } from '../account/account-query';
import { mails } from '../api';
import { isProblem, messageFor } from '../problems/messages';
import { currentWorkspace } from '../session/current';
import type { Workspace } from '../session/workspace';
import { announce } from '../shell/announcer';
import { notify } from '../shell/notices';
import { createStore } from '../state/store';

/** True until the API has answered. */
export const isReportOrdered = createStore(false);

export async function mailReport(workspace: Workspace): Promise<void> {
  if (isReportOrdered.get()) return;
  isReportOrdered.set(true);
  announce('Ordering the mail.');
  try {
    // Where the mail goes; without an answer, the notice does not name it.
    const user = workspace.queries.query({ ...accountQuery, retry: false }).catch(() => null);
    await mails.sendReport();
    const email = (await user)?.email ?? 'your email';
    if (workspace === currentWorkspace()) {
      notify({ kind: 'info', text: `The report is on its way to ${email}.` });
    }
  } catch (error) {
    if (workspace === currentWorkspace()) sayWhyNot(error, workspace);
  } finally {
    isReportOrdered.set(false);
  }
}

/** The panel of the email, which focuses its heading itself if it is still to come. */
function openEmail(): void {
  navigate(`/account${EMAIL_HASH}`);
  document.getElementById(EMAIL_HEADING)?.focus();
}

function sayWhyNot(error: unknown, workspace: Workspace): void {
  if (isProblem(error, '/problems/email-not-verified')) {
    const action = { label: 'Verify email', run: openEmail };
    notify({ kind: 'error', text: 'The report can only be mailed to a verified email.', action });
    return;
  }
  const text = `The report could not be mailed. ${messageFor(error)}`;
  const action = { label: 'Try again', run: () => void mailReport(workspace) };
  notify({ kind: 'error', text, ...(!isProblem(error, '/problems/mail-not-configured') && { action }) });
}
