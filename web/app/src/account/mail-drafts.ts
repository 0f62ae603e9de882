// The mails that were ordered on the account page, as the drafts keep them.
import { useWorkspace } from '../session/current';
import type { MailDrafts } from '../session/drafts';
import { useSelected } from '../state/store';

export function useMailDrafts(): [MailDrafts, (change: Partial<MailDrafts>) => void] {
  const { drafts } = useWorkspace();
  const mails = useSelected(drafts, (all) => all.mails);
  return [mails, (change) => drafts.set((all) => ({ ...all, mails: { ...all.mails, ...change } }))];
}
