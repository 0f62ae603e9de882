// @vitest-environment happy-dom
import { describe, expect, test } from 'vitest';
import { shortcutFor } from './shortcuts';

function press(html: string, key: string, init: KeyboardEventInit = {}, prefix = '') {
  document.body.innerHTML = html;
  const target = document.querySelector('[data-here]') ?? document.body;
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init });
  target.dispatchEvent(event);
  return shortcutFor(event, prefix);
}

describe('a key', () => {
  test.each([
    ['n', 'new'],
    ['/', 'search'],
    ['?', 'help'],
    ['j', 'next'],
    ['#', 'delete'],
    [' ', 'complete'],
    ['Enter', 'edit'],
  ])('“%s” on a row is “%s”', (key, id) => {
    expect(press('<ul><li data-here tabindex="-1"></li></ul>', key)).toBe(id);
  });

  test.each([
    '<input data-here>',
    '<input type="search" data-here>',
    '<textarea data-here></textarea>',
    '<select data-here></select>',
  ])('does nothing while somebody types in %s', (html) => {
    for (const key of ['n', 'j', '#', 'Delete', 'ArrowDown']) expect(press(html, key)).toBeNull();
    expect(press(html, 'z', { ctrlKey: true })).toBeNull();
  });

  test('does nothing inside of a dialog', () => {
    expect(press('<dialog open><button data-here></button></dialog>', 'n')).toBeNull();
  });

  test('that a button or a checkbox needs itself is left to it', () => {
    expect(press('<li><button data-here></button></li>', 'Enter')).toBeNull();
    expect(press('<li><input type="checkbox" data-here></li>', ' ')).toBeNull();
    expect(press('<li><input type="checkbox" data-here></li>', 'x')).toBe('complete');
    expect(press('<input type="radio" data-here>', 'ArrowDown')).toBeNull();
  });

  test('with Ctrl belongs to the browser, except for undo', () => {
    expect(press('', 'n', { ctrlKey: true })).toBeNull();
    expect(press('', 'z', { ctrlKey: true })).toBe('undo');
    expect(press('', 'z', { metaKey: true })).toBe('undo');
  });

  test('after g goes somewhere', () => {
    expect(press('', 'a', {}, 'g ')).toBe('account');
    expect(press('', 'a')).toBeNull();
  });
});
