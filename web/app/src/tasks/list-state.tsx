// What stands in place of the list, or above it: loading, an error, nothing to show, or what a search covers.
import { messageFor } from '../problems/messages';
import { useOnline } from '../shell/online';
import { AlertIcon, CheckIcon, SearchIcon } from '../shell/icons';
import { TaskSkeleton } from './task-skeleton';
import type { useTaskList } from './task-list-query';
import type { ViewParams } from './view-params';

export interface ListStateProps {
  list: ReturnType<typeof useTaskList>;
  /** Loaded and not deleted. */
  loaded: number;
  /** Those that the search leaves. */
  shown: number;
  isAdding: boolean;
  view: ViewParams;
  search: string;
}

export function ListState({ list, loaded, shown, isAdding, view, search }: ListStateProps) {
  const isOnline = useOnline();
  if (list.isPending) {
    return isOnline || list.fetchStatus !== 'paused' ? <TaskSkeleton /> : <Offline />;
  }
  if (list.isError && list.data === undefined) return <LoadError list={list} />;
  const isEmpty = loaded === 0 && !list.hasNextPage;
  return (
    <>
      {list.isError && !list.isFetchNextPageError && <RefreshError list={list} />}
      {loaded === 0 && list.hasNextPage && <TaskSkeleton />}
      {isEmpty && !isAdding && <Empty view={view} />}
      {!isEmpty && search.trim() !== '' && <SearchResult list={list} loaded={loaded} shown={shown} />}
      {!isEmpty && search.trim() === '' && view.sort === 'deadline' && list.hasNextPage && (
        <div className="list-note">
          <p>Sorted among the {loaded} loaded tasks. Others may be due earlier.</p>
          <LoadAll list={list} />
        </div>
      )}
    </>
  );
}

function Offline() {
  return (
    <div className="empty">
      <h2>Waiting for the connection</h2>
      <p>Your tasks appear here as soon as you are online again.</p>
    </div>
  );
}

function LoadError({ list }: Pick<ListStateProps, 'list'>) {
  return (
    <div className="empty" role="alert">
      <span className="empty-mark" data-kind="error">
        <AlertIcon size={28} />
      </span>
      <h2>Your tasks could not be loaded</h2>
      <p>{messageFor(list.error)}</p>
      <button type="button" className="button" aria-disabled={list.isFetching} onClick={() => void list.refetch()}>
        {list.isFetching ? 'Trying again…' : 'Try again'}
      </button>
    </div>
  );
}

function RefreshError({ list }: Pick<ListStateProps, 'list'>) {
  return (
    <div className="list-note" role="status">
      <p>This list may be out of date. {messageFor(list.error)}</p>
      <button type="button" className="link-button" onClick={() => void list.refetch()}>
        Refresh
      </button>
    </div>
  );
}

const EMPTY: Record<ViewParams['show'], { heading: string; text: string }> = {
  open: { heading: 'All clear', text: 'Nothing is open. Add a task above whenever something comes up.' },
  done: { heading: 'Nothing done yet', text: 'Tasks that you complete are kept here.' },
  all: { heading: 'No tasks yet', text: 'Write your first task above, such as “Water the plants”, and press Enter.' },
};

function Empty({ view }: Pick<ListStateProps, 'view'>) {
  const { heading, text } = EMPTY[view.show];
  return (
    <div className="empty">
      <span className="empty-mark">
        <CheckIcon size={28} />
      </span>
      <h2 tabIndex={-1}>{heading}</h2>
      <p>{text}</p>
    </div>
  );
}

function SearchResult({ list, loaded, shown }: Pick<ListStateProps, 'list' | 'loaded' | 'shown'>) {
  const matches = shown === 1 ? '1 task matches' : `${shown} tasks match`;
  return (
    <>
      <div className="list-note">
        <p role="status">
          {list.hasNextPage
            ? `${matches} among the ${loaded} loaded. There are more tasks that are not loaded and not searched.`
            : `${matches}. All ${loaded} were searched.`}
        </p>
        {list.hasNextPage && <LoadAll list={list} />}
      </div>
      {shown === 0 && (
        <div className="empty">
          <span className="empty-mark">
            <SearchIcon size={28} />
          </span>
          <h2>No task matches</h2>
          <p>
            {list.hasNextPage ? 'Load more tasks below, or search for something else.' : 'Search for something else.'}
          </p>
        </div>
      )}
    </>
  );
}

function LoadAll({ list }: Pick<ListStateProps, 'list'>) {
  const loadAll = async () => {
    let page = await list.fetchNextPage({ cancelRefetch: false });
    while (page.hasNextPage && !page.isError) page = await page.fetchNextPage({ cancelRefetch: false });
  };
  return (
    <button
      type="button"
      className="link-button"
      aria-disabled={list.isFetchingNextPage}
      onClick={() => void (list.isFetchingNextPage || loadAll())}
    >
      {list.isFetchingNextPage ? 'Loading…' : 'Load all'}
    </button>
  );
}
