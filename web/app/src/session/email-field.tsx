// An email: of a person who is not logged in, or a new one.
import { Field } from '../forms/field';

interface EmailFieldProps {
  label?: string;
  /** What a password manager fills in: the name of an account, or any email. */
  kind?: 'username' | 'email';
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
}

export function EmailField({ label = 'Email', kind = 'username', value, onChange, error }: EmailFieldProps) {
  return (
    <Field label={label} error={error}>
      {(control) => (
        <input
          {...control}
          className="input"
          type="email"
          name={kind}
          autoComplete={kind}
          autoCapitalize="none"
          spellCheck={false}
          required
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
