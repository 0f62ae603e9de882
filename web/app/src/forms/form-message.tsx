// What concerns a whole form: an error, or good news.
import type { ReactNode } from 'react';
import { AlertIcon, InfoIcon } from '../shell/icons';

interface FormMessageProps {
  kind: 'error' | 'info';
  children: ReactNode;
}

export function FormMessage({ kind, children }: FormMessageProps) {
  const Icon = kind === 'error' ? AlertIcon : InfoIcon;
  return (
    <div role={kind === 'error' ? 'alert' : 'status'}>
      {children && (
        <div className="form-message" data-kind={kind}>
          <Icon />
          <p>{children}</p>
        </div>
      )}
    </div>
  );
}
