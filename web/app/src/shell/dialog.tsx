// A modal dialog on the browser's own <dialog>: it keeps the focus inside, hides the rest, and gives the focus back.
import { useId, useLayoutEffect, useRef, type ReactNode, type RefObject } from 'react';
import { CloseIcon } from './icons';
import './dialog.css';

interface DialogProps {
  title: string;
  size?: 'small' | 'large';
  /** Opens beside this element where there is room, otherwise in the middle. */
  near?: RefObject<HTMLElement | null>;
  /** The element that gets the focus; the heading if left out. */
  initialFocus?: string;
  onClose: () => void;
  children: ReactNode;
}

export function Dialog({ title, size = 'small', near, initialFocus = 'h2', onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const close = useRef(onClose);
  useLayoutEffect(() => {
    close.current = onClose;
  });

  useLayoutEffect(() => {
    const element = dialog.current;
    if (element === null) return;
    const onCancel = (event: Event) => {
      event.preventDefault();
      close.current();
    };
    const onBackdrop = (event: PointerEvent) => {
      if (event.target === element) close.current();
    };
    element.addEventListener('cancel', onCancel);
    element.addEventListener('pointerdown', onBackdrop);
    if (near?.current) place(element, near.current);
    element.showModal();
    element.querySelector<HTMLElement>(initialFocus)?.focus();
    return () => {
      element.removeEventListener('cancel', onCancel);
      element.removeEventListener('pointerdown', onBackdrop);
      element.close();
    };
  }, [near, initialFocus]);

  return (
    <dialog ref={dialog} className="dialog" data-size={size} aria-labelledby={titleId}>
      <div className="dialog-body">
        <div className="dialog-head">
          <h2 id={titleId} tabIndex={-1}>
            {title}
          </h2>
          <button type="button" className="icon-button" aria-label="Close" onClick={onClose}>
            <CloseIcon />
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}

const GAP = 8;
const WIDTH = 336;
const HEIGHT = 460;

function place(dialog: HTMLDialogElement, near: HTMLElement): void {
  const box = near.getBoundingClientRect();
  const isNarrow = window.innerWidth < 640;
  if (isNarrow) return;
  const below = box.bottom + GAP;
  const top = below + HEIGHT < window.innerHeight ? below : Math.max(GAP, box.top - GAP - HEIGHT);
  dialog.dataset.placed = '';
  dialog.style.top = `${top}px`;
  const right = near.closest('main')?.getBoundingClientRect().right ?? window.innerWidth;
  dialog.style.left = `${Math.max(GAP, Math.min(box.left, right - WIDTH - GAP))}px`;
}
