import { beforeEach, expect, test, vi } from 'vitest';
import { clearNotices, dismissNotice, notices, notify, runNoticeAction, withdrawNotice } from './notices';

beforeEach(clearNotices);

const deletion = () => {
  const [undo, send] = [vi.fn(), vi.fn()];
  const id = notify({ kind: 'info', text: 'Deleted', action: { label: 'Undo', run: undo }, onGone: send });
  return { id, undo, send };
};

test('a deletion is sent when its notice goes away, and only once', () => {
  const { id, undo, send } = deletion();
  dismissNotice(id);
  dismissNotice(id);
  expect(send).toHaveBeenCalledOnce();
  expect(undo).not.toHaveBeenCalled();
});

test('a deletion that was undone is not sent', () => {
  const { id, undo, send } = deletion();
  runNoticeAction(id);
  runNoticeAction(id);
  dismissNotice(id);
  expect(undo).toHaveBeenCalledOnce();
  expect(send).not.toHaveBeenCalled();
});

test('a deletion is sent when newer notices push its notice out', () => {
  const { send } = deletion();
  for (const text of ['one', 'two', 'three']) notify({ kind: 'info', text });
  expect(send).toHaveBeenCalledOnce();
  expect(notices.get().map(({ text }) => text)).toEqual(['one', 'two', 'three']);
});

test('neither a withdrawn notice nor the end of the session sends anything', () => {
  const withdrawn = deletion();
  withdrawNotice(withdrawn.id);
  const cleared = deletion();
  clearNotices();
  dismissNotice(cleared.id);
  expect(withdrawn.send).not.toHaveBeenCalled();
  expect(cleared.send).not.toHaveBeenCalled();
});
