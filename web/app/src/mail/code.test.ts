import { expect, test } from 'vitest';
import { codeProblem, digitsOf } from './code';

test.each(['048213', '048 213', ' 048-213\n'])('the code may be typed as %j', (typed) => {
  expect(codeProblem(typed)).toBeNull();
  expect(digitsOf(typed)).toBe('048213');
});

test.each(['', '04821', '0482133', 'abcdef'])('%j is no code', (typed) => {
  expect(codeProblem(typed)).toBe('Code must be the six digits in the mail.');
});
