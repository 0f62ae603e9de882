// What the keyboard shortcuts do with the tasks. The row with the focus is the one they act on.
import { useMemo, type RefObject } from 'react';
import type { Task } from 'todo-lambda-client';
import type { Workspace } from '../session/workspace';
import type { ShortcutHandlers } from '../shell/shortcuts';
import { setCompleted } from './complete-task';
import { COMPOSER_ID } from './composer';
import { deleteTask } from './delete-task';
import { startEdit } from './edit-task';
import { SEARCH_ID } from './list-toolbar';
import { findLoaded } from './task-list-query';
import { undoLast } from './undo';

const focusById = (id: string): void => document.getElementById(id)?.focus();

export function useTaskShortcuts(workspace: Workspace, list: RefObject<HTMLElement | null>): ShortcutHandlers {
  return useMemo(() => {
    const rows = () => [...(list.current?.querySelectorAll<HTMLElement>('[data-task-id]') ?? [])];
    const focusedRow = () => document.activeElement?.closest<HTMLElement>('[data-task-id]') ?? null;

    const move = (step: 1 | -1) => {
      const all = rows();
      const at = all.findIndex((row) => row === focusedRow());
      const next = at === -1 ? all[step === 1 ? 0 : all.length - 1] : all[at + step];
      next?.focus();
      next?.scrollIntoView({ block: 'nearest' });
      return all.length > 0;
    };

    const withTask = (act: (task: Task) => void) => () => {
      const task = findLoaded(workspace.queries, Number(focusedRow()?.dataset.taskId));
      if (task === undefined) return false;
      act(task);
      return true;
    };

    return {
      new: () => focusById(COMPOSER_ID),
      search: () => focusById(SEARCH_ID),
      next: () => move(1),
      previous: () => move(-1),
      complete: withTask((task) => void setCompleted(workspace, task, !task.completed)),
      edit: withTask((task) => startEdit(workspace, task)),
      delete: withTask((task) => deleteTask(workspace, task)),
      undo: () => undoLast(workspace),
    };
  }, [workspace, list]);
}
