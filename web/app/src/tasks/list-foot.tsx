// The end of what is loaded: more comes by itself while scrolling, or by the button.
import { useEffect, useRef } from 'react';
import { messageFor } from '../problems/messages';
import { announce } from '../shell/announcer';
import type { ListStateProps } from './list-state';

const AHEAD = '600px';

export function ListFoot({ list, loaded, search }: ListStateProps) {
  const button = useRef<HTMLButtonElement>(null);
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = list;
  // A search shortens the list: loading would then go on and on without being asked for.
  const loadsByItself = hasNextPage && !isFetchNextPageError && search.trim() === '';

  useEffect(() => {
    if (!loadsByItself || isFetchingNextPage || button.current === null) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) void fetchNextPage({ cancelRefetch: false });
      },
      { rootMargin: AHEAD },
    );
    observer.observe(button.current);
    return () => observer.disconnect();
  }, [loadsByItself, isFetchingNextPage, fetchNextPage]);

  const before = useRef(loaded);
  useEffect(() => {
    if (!isFetchingNextPage && loaded > before.current + 1) announce(`${loaded} tasks loaded.`);
    if (!isFetchingNextPage) before.current = loaded;
  }, [isFetchingNextPage, loaded]);

  if (!hasNextPage || loaded === 0) return null;
  return (
    <div className="list-foot">
      {isFetchNextPageError && <p role="alert">More tasks could not be loaded. {messageFor(list.error)}</p>}
      <button
        ref={button}
        type="button"
        className="button"
        aria-disabled={isFetchingNextPage}
        onClick={() => void fetchNextPage({ cancelRefetch: false })}
      >
        {isFetchingNextPage ? 'Loading more…' : 'Load more'}
      </button>
    </div>
  );
}
