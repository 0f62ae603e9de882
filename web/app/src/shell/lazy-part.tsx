// A part of the page that is loaded when it is first needed, with a way out when that fails.
import { useEffect, useState, type ComponentType, type ReactNode } from 'react';

interface LazyPart<Props> {
  (props: Props & { placeholder?: ReactNode }): ReactNode;
  /** Loads ahead, while nothing else happens. */
  preload: () => void;
}

export function lazyPart<Props extends object>(
  load: () => Promise<{ default: ComponentType<Props> }>,
  name: string,
): LazyPart<Props> {
  let loaded: ComponentType<Props> | null = null;
  const start = async () => {
    loaded = (await load()).default;
  };

  function Part({ placeholder = null, ...props }: Props & { placeholder?: ReactNode }) {
    const [state, setState] = useState<'loading' | 'failed' | 'ready'>(loaded === null ? 'loading' : 'ready');
    useEffect(() => {
      if (state === 'loading')
        start().then(
          () => setState('ready'),
          () => setState('failed'),
        );
    }, [state]);
    if (state === 'failed') return <LoadFailure name={name} retry={() => setState('loading')} />;
    const Loaded = loaded;
    return Loaded === null ? placeholder : <Loaded {...(props as unknown as Props)} />;
  }

  return Object.assign(Part, { preload: () => void start().catch(() => undefined) });
}

function LoadFailure({ name, retry }: { name: string; retry: () => void }) {
  return (
    <div className="load-failure" role="alert">
      <p>{name} could not be loaded. Check your connection, or reload the page if there is a new version.</p>
      <div className="button-row">
        <button type="button" className="button" onClick={retry}>
          Try again
        </button>
        <button type="button" className="button" onClick={() => location.reload()}>
          Reload the page
        </button>
      </div>
    </div>
  );
}
