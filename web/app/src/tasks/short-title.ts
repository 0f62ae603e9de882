// A title for use inside a sentence.
const MAX_LENGTH = 40;

export function shortTitle({ title }: { title: string }): string {
  const characters = Array.from(title);
  const text = characters.length > MAX_LENGTH ? `${characters.slice(0, MAX_LENGTH).join('').trimEnd()}…` : title;
  return `“${text}”`;
}
