// Chooses between light, dark and the system's theme.
import { useId } from 'react';
import { useStore } from '../state/store';
import { MoonIcon, ScreenIcon, SunIcon } from './icons';
import { chooseTheme, theme, type Theme } from './theme';

const THEMES: { value: Theme; label: string; Icon: typeof SunIcon }[] = [
  { value: 'system', label: 'System', Icon: ScreenIcon },
  { value: 'light', label: 'Light', Icon: SunIcon },
  { value: 'dark', label: 'Dark', Icon: MoonIcon },
];

export function ThemeSwitch() {
  const chosen = useStore(theme);
  const name = useId();
  return (
    <fieldset className="segments theme-switch">
      <legend className="visually-hidden">Theme</legend>
      {THEMES.map(({ value, label, Icon }) => (
        <label className="segment" key={value}>
          <input type="radio" name={name} checked={chosen === value} onChange={() => chooseTheme(value)} />
          <span>
            <Icon size={18} />
            {label}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
