// Says beside the email whether it is verified, and leads to where it can be.
import { AlertIcon, CheckIcon } from '../shell/icons';
import { EMAIL_HASH } from './email-anchor';

export function VerifiedBadge({ isVerified }: { isVerified: boolean }) {
  if (isVerified) {
    return (
      <span className="badge verified">
        <CheckIcon size={14} /> Verified
      </span>
    );
  }
  return (
    <a className="badge not-verified" href={EMAIL_HASH}>
      <AlertIcon size={14} /> Not verified
    </a>
  );
}
