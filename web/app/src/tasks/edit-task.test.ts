// @vitest-environment happy-dom
import { beforeEach, describe, expect, test } from 'vitest';
import { createWorkspace, type Workspace } from '../session/workspace';
import { clearNotices, notices, runNoticeAction } from '../shell/notices';
import { adopt, cancelEdit, changeEdit, newEdit, openEdit, startEdit } from './edit-task';
import { rememberVersion } from './request-order';
import { sampleTask } from './sample-task';

const BASE = { title: 'Water the plants', description: 'two cans', deadline: null };
const ID = 7;

let workspace: Workspace;

beforeEach(() => {
  sessionStorage.clear();
  clearNotices();
  workspace = createWorkspace('ada');
  openEdit(workspace, ID, newEdit(BASE, null));
});

const edit = () => workspace.drafts.get().edits[ID];

const type = (title: string) => changeEdit(workspace, ID, { typed: { title, description: 'two cans', deadline: '' } });

const read = (change: Partial<typeof BASE>) =>
  adopt(workspace, ID, { task: sampleTask(ID, { ...BASE, ...change }), version: '"5"' });

describe('a task that is read while it is edited', () => {
  test('gives the edit its version', () => {
    read({});
    expect(edit()).toMatchObject({ version: '"5"', base: BASE });
  });

  test('brings a newer text into the fields that the person has not touched', () => {
    type('Water the roses');
    read({ description: 'three cans' });
    expect(edit()).toMatchObject({
      version: '"5"',
      typed: { title: 'Water the roses', description: 'three cans' },
      base: { title: 'Water the plants', description: 'three cans' },
    });
  });

  test('leaves the version unknown if both changed the same field, so that saving asks', () => {
    type('Water the roses');
    read({ title: 'Water the cactus' });
    expect(edit()).toMatchObject({ version: null, typed: { title: 'Water the roses' }, base: BASE });
  });
});

test('a task whose last change was made here needs no reading', () => {
  const task = sampleTask(8);
  rememberVersion(workspace, { task, version: '"3"' });
  startEdit(workspace, task);
  expect(workspace.drafts.get().edits[8]).toMatchObject({ version: '"3"' });
});

describe('cancelling', () => {
  test('closes an edit without changes silently', () => {
    cancelEdit(workspace, ID);
    expect(edit()).toBeUndefined();
    expect(notices.get()).toEqual([]);
  });

  test('offers to bring back what was typed', () => {
    type('Water the roses');
    cancelEdit(workspace, ID);
    expect(edit()).toBeUndefined();
    const [notice] = notices.get();
    expect(notice).toMatchObject({ text: 'Your changes to “Water the plants” were not saved.' });
    runNoticeAction(notice?.id ?? 0);
    expect(edit()).toMatchObject({ typed: { title: 'Water the roses' } });
    expect(notices.get()).toEqual([]);
  });
});
