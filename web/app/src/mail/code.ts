// The code in a mail, as people type it: with spaces, or copied with what stands around it.
const DIGITS = 6;

export const digitsOf = (typed: string): string => typed.replace(/\D/g, '');

export const codeProblem = (typed: string): string | null =>
  digitsOf(typed).length === DIGITS ? null : 'Code must be the six digits in the mail.';
