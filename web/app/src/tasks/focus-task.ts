// Moves the focus to a task's row, once it is there.

const rowOf = (id: number): HTMLElement | null => document.querySelector(`[data-task-id="${id}"]`);

const MAX_FRAMES = 20;

/** The row of a task that was just restored appears a few frames later. */
export function focusTask(id: number, frames = MAX_FRAMES): void {
  const row = rowOf(id);
  if (row !== null) row.focus();
  else if (frames > 0) requestAnimationFrame(() => focusTask(id, frames - 1));
}

/** Out of a text field: to the list, where the shortcuts work, or just out of it if the list is empty. */
export function leaveField(field: HTMLElement): void {
  const row = document.querySelector<HTMLElement>('[data-task-id]');
  if (row === null) field.blur();
  else row.focus({ preventScroll: true });
}
