// What goes on from one login, logout or disposal to the next. When a phase ends, nothing of it counts any more.
import { patience, type Patience } from './patience.js';

export interface Phase {
  /** A new one after each success. */
  patience: Patience;
  readonly controller: AbortController;
  /** The refresh that all requests wait for. */
  renewing?: Promise<void> | undefined;
  leaving?: Promise<void> | undefined;
}

export const newPhase = (): Phase => ({ patience: patience(), controller: new AbortController() });

/** A function, because a phase may end between two questions. */
export const isOver = ({ controller }: Phase): boolean => controller.signal.aborted;
