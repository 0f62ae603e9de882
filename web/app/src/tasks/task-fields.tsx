// Title and description, alike in the form of a new task and in the editor.
import { useId } from 'react';
import { AlertIcon } from '../shell/icons';
import { countCharacters, MAX_DESCRIPTION, MAX_TITLE } from './task-content';

interface TextFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
  placeholder?: string;
  id?: string;
}

const NEAR_THE_LIMIT = 0.9;

/** How much room is left, said only when it matters. */
function remaining(value: string, limit: number): string | null {
  const count = countCharacters(value);
  if (count < limit * NEAR_THE_LIMIT) return null;
  return count > limit ? `${count - limit} characters too long` : `${limit - count} characters left`;
}

function Below({ id, error, note: given }: { id: string; error: string | undefined; note: string | null }) {
  const note = error ? null : given;
  return (
    <>
      <div id={`${id}-error`} role="alert" className={error ? 'field-error' : undefined}>
        {error && (
          <>
            <AlertIcon size={16} />
            <span>{error}</span>
          </>
        )}
      </div>
      <div id={`${id}-note`} className={note ? 'field-hint' : undefined}>
        {note}
      </div>
    </>
  );
}

export function TitleField({ label, value, onChange, error, placeholder, id }: TextFieldProps) {
  const ownId = useId();
  const fieldId = id ?? ownId;
  return (
    <div className="field field-title">
      <label htmlFor={fieldId} className="visually-hidden">
        {label}
      </label>
      <input
        id={fieldId}
        className="input"
        type="text"
        dir="auto"
        value={value}
        placeholder={placeholder}
        autoComplete="off"
        enterKeyHint="done"
        aria-describedby={`${fieldId}-error ${fieldId}-note`}
        aria-invalid={error ? true : undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      <Below id={fieldId} error={error} note={remaining(value, MAX_TITLE)} />
    </div>
  );
}

export function DescriptionField({ label, value, onChange, error }: TextFieldProps) {
  const id = useId();
  return (
    <div className="field field-description">
      <label htmlFor={id} className="visually-hidden">
        {label}
      </label>
      <textarea
        id={id}
        className="input"
        dir="auto"
        rows={1}
        value={value}
        placeholder="Description"
        aria-describedby={`${id}-error ${id}-note`}
        aria-invalid={error ? true : undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      <Below id={id} error={error} note={remaining(value, MAX_DESCRIPTION)} />
    </div>
  );
}
