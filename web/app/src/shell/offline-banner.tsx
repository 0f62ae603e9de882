// Says that there is no connection. It lies over the page, so that nothing moves when it comes and goes.
import { OfflineIcon } from './icons';
import { useOnline } from './online';

export function OfflineBanner() {
  const isOnline = useOnline();
  return (
    <div className="offline" role="status" aria-label="Connection">
      {!isOnline && (
        <p className="offline-banner">
          <OfflineIcon size={18} />
          You are offline. What you type is kept.
        </p>
      )}
    </div>
  );
}
