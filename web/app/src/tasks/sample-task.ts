// Tasks for tests. The higher the id, the newer the task.
import type { Task } from 'todo-lambda-client';

export function sampleTask(id: number, change: Partial<Task> = {}): Task {
  const time = new Date(Date.UTC(2026, 10, 1) + id * 1000).toISOString();
  return {
    id,
    title: `Task ${id}`,
    description: '',
    deadline: null,
    completed: false,
    creation_date: time,
    last_update: time,
    owner_id: 'ada',
    ...change,
  };
}
