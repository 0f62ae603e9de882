// The list itself, in sections. Moves the focus to a neighbour when a row disappears.
import { useLayoutEffect, useRef, type RefObject } from 'react';
import type { CalendarDate } from '../dates/calendar-date';
import { useWorkspace } from '../session/current';
import type { Addition } from '../session/drafts';
import { useListener } from '../shell/use-listener';
import { useSelected } from '../state/store';
import { AdditionRows } from './additions';
import { COMPOSER_ID } from './composer';
import { belongs, type Show } from './task-cache';
import { TaskEditor } from './task-editor';
import { TaskRow } from './task-row';
import type { Section } from './task-view';

interface TaskListProps {
  sections: Section[];
  /** Shown on top of the first section. */
  additions: readonly Addition[];
  show: Show;
  today: CalendarDate;
}

export function TaskList({ sections, additions, show, today }: TaskListProps) {
  const { drafts } = useWorkspace();
  // Saving rows look like saved ones: only open editors count.
  const editing = useSelected(drafts, ({ edits }) =>
    Object.keys(edits)
      .filter((id) => edits[Number(id)]?.phase !== 'saving')
      .join(),
  );
  const editedIds = new Set(editing === '' ? [] : editing.split(',').map(Number));
  const ids = sections.flatMap((section) => section.tasks.map(({ id }) => id));
  const list = useRef<HTMLDivElement>(null);
  useKeptFocus(list, ids);

  return (
    <div className="sections" ref={list}>
      {sections.map(({ id, heading, tasks }, index) => (
        <section key={id} className="section" data-due={id} aria-label={heading ?? 'Tasks'}>
          {heading !== null && (
            <h2 className="section-heading">
              {heading} <span className="section-count">{tasks.length}</span>
            </h2>
          )}
          <ul className="task-list" aria-label={heading ?? 'Tasks'}>
            {index === 0 && <AdditionRows additions={additions} today={today} />}
            {tasks.map((task) =>
              editedIds.has(task.id) ? (
                <TaskEditor key={task.id} id={task.id} today={today} />
              ) : (
                <TaskRow key={task.id} task={task} today={today} isLeaving={!belongs(task, show)} />
              ),
            )}
          </ul>
        </section>
      ))}
    </div>
  );
}

/** If the row that had the focus is gone and took the focus with it, focuses the one in its place. */
function useKeptFocus(list: RefObject<HTMLElement | null>, ids: number[]): void {
  const last = useRef<{ element: Element; id: number; index: number } | null>(null);
  useListener(list, 'focusin', ({ target }) => {
    const row = target instanceof Element ? target.closest<HTMLElement>('[data-task-id]') : null;
    if (row === null || !(target instanceof Element)) return;
    const id = Number(row.dataset.taskId);
    last.current = { element: target, id, index: ids.indexOf(id) };
  });

  useLayoutEffect(() => {
    const lost = last.current;
    if (lost === null || lost.element.isConnected || document.activeElement !== document.body) return;
    const next = ids.includes(lost.id) ? lost.id : ids[Math.min(lost.index, ids.length - 1)];
    last.current = null;
    const row = list.current?.querySelector<HTMLElement>(`[data-task-id="${next}"]`);
    (row ?? document.getElementById(COMPOSER_ID))?.focus();
  });
}
