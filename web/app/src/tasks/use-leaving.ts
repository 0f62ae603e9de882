// Sends deletions that wait for their undo time when the page is hidden or left: it may never come back.
import { useEffect } from 'react';
import type { Workspace } from '../session/workspace';
import { sendDeletions } from './delete-task';

export function useLeaving(workspace: Workspace): void {
  useEffect(() => {
    const onHide = () => {
      if (document.visibilityState === 'hidden') void sendDeletions(workspace, true);
    };
    const onPageHide = () => void sendDeletions(workspace, true);
    document.addEventListener('visibilitychange', onHide);
    window.addEventListener('pagehide', onPageHide);
    return () => {
      document.removeEventListener('visibilitychange', onHide);
      window.removeEventListener('pagehide', onPageHide);
    };
  }, [workspace]);
}
