// A password that one can show, with the rules for a new one. Pasting is allowed.
import { useState } from 'react';
import { Field } from '../forms/field';
import { CheckIcon, CloseIcon, DotIcon, EyeIcon, EyeOffIcon } from '../shell/icons';
import { passwordRules, type RuleState } from './password-rules';

interface PasswordFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  autoComplete: 'current-password' | 'new-password';
  error?: string | undefined;
  /** Given for a new password: shows the rules. */
  email?: string;
}

export function PasswordField({ label, value, onChange, autoComplete, error, email }: PasswordFieldProps) {
  const [isShown, setShown] = useState(false);
  const hint = email === undefined ? undefined : <PasswordRules password={value} email={email} />;
  return (
    <Field label={label} error={error} hint={hint}>
      {(control) => (
        <div className="with-button">
          <input
            {...control}
            className="input"
            type={isShown ? 'text' : 'password'}
            name={autoComplete}
            value={value}
            autoComplete={autoComplete}
            autoCapitalize="none"
            autoCorrect="off"
            spellCheck={false}
            required
            onChange={(event) => onChange(event.target.value)}
          />
          <button
            type="button"
            className="icon-button"
            aria-pressed={isShown}
            aria-label={`Show ${label.toLowerCase()}`}
            onClick={() => setShown(!isShown)}
          >
            {isShown ? <EyeOffIcon /> : <EyeIcon />}
          </button>
        </div>
      )}
    </Field>
  );
}

const RULE_ICONS: Record<RuleState, typeof CheckIcon> = { open: DotIcon, kept: CheckIcon, broken: CloseIcon };
const RULE_WORDS: Record<RuleState, string> = { open: '', kept: 'kept: ', broken: 'not kept: ' };

function PasswordRules({ password, email }: { password: string; email: string }) {
  return (
    <ul className="password-rules">
      {passwordRules(password, email).map(({ text, state }) => {
        const Icon = RULE_ICONS[state];
        return (
          <li key={text} data-state={state}>
            <Icon size={16} />
            <span>
              <span className="visually-hidden">{RULE_WORDS[state]}</span>
              {text}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
