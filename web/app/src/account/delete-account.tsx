// The row that begins the deletion of the account.
import { useState } from 'react';
import { lazyPart } from '../shell/lazy-part';

const DeleteAccountDialog = lazyPart(() => import('./delete-account-dialog'), 'The form');

export function DeleteAccount() {
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="panel-row">
      <p>Delete your account and all its tasks. This cannot be undone.</p>
      <button type="button" className="button button-danger" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Delete account
      </button>
      {isOpen && <DeleteAccountDialog onClose={() => setOpen(false)} />}
    </div>
  );
}
