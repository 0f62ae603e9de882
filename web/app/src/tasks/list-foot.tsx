// The end of what is loaded: more comes by itself while scrolling, or by the button.
import { useEffect, useRef, type RefObject } from 'react';
import { messageFor } from '../problems/messages';
import { announce } from '../shell/announcer';
import type { ListStateProps } from './list-state';

/** Early enough that the end is rarely seen. */
const AHEAD = '1500px';

export function ListFoot({ list, loaded, search }: Pick<ListStateProps, 'list' | 'loaded' | 'search'>) {
  const hadFocusRef = useRef(false);
  const before = useRef(loaded);
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError } = list;

  useEffect(() => {
    if (!isFetchingNextPage && loaded > before.current + 1) announce(`${loaded} tasks loaded.`);
    if (!isFetchingNextPage) before.current = loaded;
  }, [isFetchingNextPage, loaded]);

  if (!hasNextPage || loaded === 0) return null;
  return (
    <div className="list-foot" key={loaded}>
      {isFetchNextPageError && <p role="alert">More tasks could not be loaded. {messageFor(list.error)}</p>}
      <LoadMore list={list} hadFocusRef={hadFocusRef} loadsByItself={!isFetchNextPageError && search.trim() === ''} />
    </div>
  );
}

interface LoadMoreProps {
  list: ListStateProps['list'];
  /** Each page brings a button of its own at the new end, which takes over the focus of the one before. */
  hadFocusRef: RefObject<boolean>;
  /** Not while searching, which shortens the list: loading would go on and on without being asked for. */
  loadsByItself: boolean;
}

function LoadMore({ list: { isFetchingNextPage, fetchNextPage }, hadFocusRef, loadsByItself }: LoadMoreProps) {
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (hadFocusRef.current) button.current?.focus({ preventScroll: true });
  }, [hadFocusRef]);

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

  return (
    <button
      ref={button}
      type="button"
      className="button"
      aria-disabled={isFetchingNextPage}
      onFocus={() => (hadFocusRef.current = true)}
      onBlur={(event) => (hadFocusRef.current = !event.currentTarget.isConnected)}
      onClick={() => void fetchNextPage({ cancelRefetch: false })}
    >
      {isFetchingNextPage ? 'Loading more…' : 'Load more'}
    </button>
  );
}
