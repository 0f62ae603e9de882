// The API's rules for a new password, as far as a page can check them. The API alone knows which passwords are common.

export type RuleState = 'open' | 'kept' | 'broken';

export interface PasswordRule {
  text: string;
  state: RuleState;
}

const MIN_CHARACTERS = 8;
const MAX_CHARACTERS = 256;
const MIN_NAME_CHARACTERS = 4;

export function passwordRules(password: string, email: string): PasswordRule[] {
  const text = password.normalize('NFC');
  const length = Array.from(text).length;
  const isEmpty = length === 0;
  const judged = (isKept: boolean): RuleState => (isEmpty ? 'open' : isKept ? 'kept' : 'broken');
  const lengthState = length > 0 && length < MIN_CHARACTERS ? 'open' : judged(length <= MAX_CHARACTERS);
  return [
    { text: `${MIN_CHARACTERS} to ${MAX_CHARACTERS} characters`, state: lengthState },
    { text: 'Without your email or the name “todo-lambda”', state: judged(!containsNames(text, email)) },
    { text: 'Not one of the most used passwords (checked when you send it)', state: 'open' },
  ];
}

function containsNames(password: string, email: string): boolean {
  const lower = password.toLowerCase();
  if (lower.includes('todo-lambda') || lower.includes('todolambda')) return true;
  const address = email.trim().toLowerCase();
  const name = address.split(/[@+]/)[0] ?? '';
  const isNameUsed = Array.from(name).length >= MIN_NAME_CHARACTERS && lower.includes(name);
  return isNameUsed || (address !== '' && lower === address);
}

/** What is wrong before it is sent; null if only the API can tell. */
export function newPasswordProblem(password: string, email: string, label: string): string | null {
  const length = Array.from(password.normalize('NFC')).length;
  if (length === 0) return `${label} must not be empty.`;
  if (length < MIN_CHARACTERS) return `${label} must be at least ${MIN_CHARACTERS} characters long.`;
  if (length > MAX_CHARACTERS) return `${label} must be at most ${MAX_CHARACTERS} characters long.`;
  if (containsNames(password, email)) return `${label} must not contain your email or the name of this service.`;
  return null;
}
