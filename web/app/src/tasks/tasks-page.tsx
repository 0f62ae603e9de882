// The screen of the tasks: writing, choosing what to see, and the list.
import { useEffect, useMemo, useRef } from 'react';
import { useToday } from '../dates/use-today';
import { useWorkspace } from '../session/current';
import { Screen } from '../shell/screen';
import { useShortcuts } from '../shell/shortcuts';
import { useSelected, useStore } from '../state/store';
import { Additions } from './additions';
import { Composer } from './composer';
import { ConflictDialog } from './lazy-parts';
import { ListFoot } from './list-foot';
import { ListState } from './list-state';
import { ListToolbar } from './list-toolbar';
import { OtherEdits } from './other-edits';
import { isConflict } from './resolve-conflict';
import { loadedTasks } from './task-cache';
import { TaskList } from './task-list';
import { useTaskList } from './task-list-query';
import { useTaskShortcuts } from './task-shortcuts';
import { countsInWords, countTasks, searchTasks, sectionsOf, type Section } from './task-view';
import { orderOf, useView } from './view-params';

/** Where the first task is being added. */
const NOTHING_YET: Section[] = [{ id: 'all', heading: null, tasks: [] }];

export function TasksPage() {
  const workspace = useWorkspace();
  const today = useToday();
  const [view, changeView] = useView();
  const list = useTaskList(workspace, view.show, orderOf(view.sort));
  const search = useSelected(workspace.drafts, (drafts) => drafts.search);
  const additions = useSelected(workspace.drafts, (drafts) => drafts.additions);
  const deletions = useStore(workspace.deletions);
  const conflict = useSelected(workspace.drafts, ({ edits }) =>
    Object.keys(edits).find((id) => isConflict(edits[Number(id)])),
  );
  const listElement = useRef<HTMLDivElement>(null);

  const loaded = useMemo(() => loadedTasks(list.data).filter(({ id }) => !deletions.has(id)), [list.data, deletions]);
  const shown = useMemo(() => searchTasks(loaded, search), [loaded, search]);
  const sections = useMemo(() => sectionsOf(shown, view.sort, today), [shown, view.sort, today]);
  const handlers = useTaskShortcuts(workspace, listElement);
  useShortcuts(handlers);

  // Pages can be empty: go on until there is something to see.
  const { hasNextPage, isFetching, fetchNextPage } = list;
  const isEmptySoFar = list.isSuccess && loaded.length === 0 && hasNextPage;
  useEffect(() => {
    if (isEmptySoFar && !isFetching) void fetchNextPage();
  }, [isEmptySoFar, isFetching, fetchNextPage]);

  const areAdditionsInList = additions.length > 0 && view.sort === 'newest' && view.show !== 'done';
  const counts = countTasks(loaded, today);
  return (
    <Screen
      title="Tasks"
      aside={<p className="counts">{list.isSuccess ? countsInWords(counts, view.show, hasNextPage) : '\u00a0'}</p>}
    >
      <Composer today={today} />
      <ListToolbar view={view} onChange={changeView} />
      {!areAdditionsInList && <Additions additions={additions} today={today} />}
      <OtherEdits shown={shown} today={today} />
      <ListState
        list={list}
        loaded={loaded.length}
        shown={shown.length}
        isAdding={additions.length > 0}
        view={view}
        search={search}
      />
      <div ref={listElement}>
        <TaskList
          sections={sections.length > 0 || !areAdditionsInList ? sections : NOTHING_YET}
          additions={areAdditionsInList ? additions : []}
          show={view.show}
          today={today}
        />
      </div>
      <ListFoot list={list} loaded={loaded.length} search={search} />
      {conflict !== undefined && <ConflictDialog id={Number(conflict)} today={today} />}
    </Screen>
  );
}
