// The list of keyboard shortcuts, and the switch that turns single keys off.
import { Fragment } from 'react';
import { useStore } from '../state/store';
import { Dialog } from './dialog';
import { areShortcutsOn, isShortcutListOpen, SHORTCUTS, switchShortcuts } from './shortcuts';

const KEY_NAMES: Record<string, string> = {
  ' ': 'Space',
  ArrowDown: '↓',
  ArrowUp: '↑',
  'Ctrl+z': 'Ctrl Z',
};

/** What a screen reader says for an arrow. */
const SPOKEN: Record<string, string> = { ArrowDown: 'Arrow down', ArrowUp: 'Arrow up' };

function Key({ name }: { name: string }) {
  return name.split(name === ' ' ? '' : ' ').map((key, index) => (
    <Fragment key={key}>
      {index > 0 && ' then '}
      <kbd>
        {SPOKEN[key] && <span className="visually-hidden">{SPOKEN[key]}</span>}
        <span aria-hidden={SPOKEN[key] !== undefined}>{KEY_NAMES[key] ?? key}</span>
      </kbd>
    </Fragment>
  ));
}

export default function ShortcutsDialog() {
  const isOn = useStore(areShortcutsOn);
  return (
    <Dialog title="Keyboard shortcuts" onClose={() => isShortcutListOpen.set(false)}>
      <dl className="shortcuts">
        {SHORTCUTS.map(({ id, text, keys }) => (
          <div key={id}>
            <dt>{text}</dt>
            <dd>
              {keys.map((name, index) => (
                <Fragment key={name}>
                  {index > 0 && ' or '}
                  <Key name={name} />
                </Fragment>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <label className="check">
        <input type="checkbox" checked={isOn} onChange={(event) => switchShortcuts(event.target.checked)} />
        <span>Use single-key shortcuts</span>
      </label>
      <p className="field-hint">They never work while you type in a field.</p>
    </Dialog>
  );
}
