// @vitest-environment happy-dom
import { beforeEach, describe, expect, test } from 'vitest';
import { countLogout, forgetDrafts, openDrafts, type Drafts } from './drafts';

const kept = () => true;

function typeTitle(userId: string, title: string) {
  const drafts = openDrafts(userId, kept);
  drafts.set((all): Drafts => ({ ...all, composer: { ...all.composer, title } }));
  return drafts;
}

const titleOf = (userId: string) => openDrafts(userId, kept).get().composer.title;

beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
});

describe('a draft', () => {
  test('outlives a reload with its key, so that a retry makes no second task', () => {
    const { key } = typeTitle('ada', 'Water the plants').get().composer;
    expect(openDrafts('ada', kept).get().composer).toMatchObject({ title: 'Water the plants', key });
  });

  test('is never shown to a different user, and is then gone', () => {
    typeTitle('ada', 'Secret');
    expect(titleOf('grace')).toBe('');
    expect(titleOf('ada')).toBe('');
  });

  test('leaves nothing behind when it is empty again', () => {
    typeTitle('ada', 'Water').set((all) => ({ ...all, composer: { ...all.composer, title: '' } }));
    expect(sessionStorage.length).toBe(0);
  });

  test('outlives a reload while it waits for a code, and is gone after it', () => {
    const drafts = openDrafts('ada', kept);
    const change = { email: 'ada@example.org', requestId: 'r1' };
    drafts.set((all) => ({ ...all, mails: { ...all.mails, change } }));
    expect(openDrafts('ada', kept).get().mails.change).toEqual(change);
    drafts.set((all) => ({ ...all, mails: { ...all.mails, change: null } }));
    expect(sessionStorage.length).toBe(0);
  });

  test('is forgotten at a logout', () => {
    typeTitle('ada', 'Secret');
    forgetDrafts();
    expect(sessionStorage.length).toBe(0);
  });

  test('does not come back in a tab that slept through the logout', () => {
    typeTitle('ada', 'Secret');
    countLogout();
    expect(titleOf('ada')).toBe('');
  });

  test('is not written by an answer that arrives after the logout', () => {
    let isKept = true;
    const drafts = openDrafts('ada', () => isKept);
    isKept = false;
    drafts.set((all) => ({ ...all, search: 'late' }));
    expect(sessionStorage.length).toBe(0);
  });

  test('that was being saved when the page was reloaded is open again', () => {
    const drafts = openDrafts('ada', kept);
    const content = { title: 'Old', description: '', deadline: null };
    drafts.set((all) => ({
      ...all,
      edits: {
        7: {
          typed: { title: 'New', description: '', deadline: '' },
          base: content,
          version: '"1"',
          phase: 'saving',
          problem: null,
          fieldProblems: {},
          theirs: null,
        },
      },
    }));
    expect(openDrafts('ada', kept).get().edits[7]).toMatchObject({ phase: 'open', typed: { title: 'New' } });
  });

  test.each(['{', 'null', '[]', '{"composer":null}'])('that was stored as %s does no harm', (stored) => {
    sessionStorage.setItem('todo:drafts:ada', stored);
    expect(titleOf('ada')).toBe('');
  });
});
