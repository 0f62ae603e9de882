// Sends a form. While it waits it stays focusable, says why it does nothing, and counts the seconds for the eye only.
import { countdown } from '../dates/day-names';

interface SubmitButtonProps {
  label: string;
  busyLabel: string;
  isBusy: boolean;
  secondsLeft: number;
  tone?: 'primary' | 'secondary' | 'danger-solid';
}

export function SubmitButton({ label, busyLabel, isBusy, secondsLeft, tone = 'primary' }: SubmitButtonProps) {
  const isWaiting = secondsLeft > 0;
  return (
    <button
      type="submit"
      className={tone === 'secondary' ? 'button' : `button button-${tone}`}
      aria-disabled={isBusy || isWaiting}
    >
      {isBusy ? busyLabel : label}
      {isWaiting && (
        <span className="countdown" aria-hidden="true">
          {countdown(secondsLeft)}
        </span>
      )}
    </button>
  );
}
