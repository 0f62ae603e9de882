// Counts down the seconds of a Retry-After, by a monotonic clock: a changed computer clock makes no difference.
import { useCallback, useEffect, useState } from 'react';

export function useWait(): { secondsLeft: number; wait: (seconds: number | null) => void } {
  const [until, setUntil] = useState(0);
  const [secondsLeft, setSecondsLeft] = useState(0);

  useEffect(() => {
    if (until === 0) return;
    const update = () => setSecondsLeft(Math.max(0, Math.ceil((until - performance.now()) / 1000)));
    const timer = setInterval(update, 250);
    update();
    return () => clearInterval(timer);
  }, [until]);

  const wait = useCallback((seconds: number | null) => {
    setUntil(seconds === null ? 0 : performance.now() + seconds * 1000);
    setSecondsLeft(seconds ?? 0);
  }, []);
  return { secondsLeft, wait };
}
