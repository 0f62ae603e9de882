// The field for the code in a mail. Phones offer the code above the keyboard.
import { Field } from '../forms/field';

interface CodeFieldProps {
  value: string;
  onChange: (value: string) => void;
  error: string | null | undefined;
}

export function CodeField({ value, onChange, error }: CodeFieldProps) {
  return (
    <Field label="Code" error={error ?? undefined}>
      {(control) => (
        <input
          {...control}
          className="input code-input"
          type="text"
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          required
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
