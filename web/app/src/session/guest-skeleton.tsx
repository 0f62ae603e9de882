// The guests' frame while nobody knows yet who is logged in.
import { GuestLayout } from './guest-layout';
import { CurrentProblem } from './current-problem';
import type { Current } from './current';

export function GuestSkeleton({ current }: { current: Extract<Current, { status: 'loading' }> }) {
  return (
    <GuestLayout>
      <div className="guest-skeleton" aria-busy="true">
        <CurrentProblem current={current} />
      </div>
    </GuestLayout>
  );
}
