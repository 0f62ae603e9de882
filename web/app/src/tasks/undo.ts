// The last things that can be taken back, newest last.
import type { UndoStep, Workspace } from '../session/workspace';
import { announce } from '../shell/announcer';

const REMEMBERED_STEPS = 20;

export function addUndo(workspace: Workspace, step: UndoStep): void {
  workspace.undoSteps.set((steps) => [...steps, step].slice(-REMEMBERED_STEPS));
}

export function forgetUndo(workspace: Workspace, step: UndoStep): void {
  workspace.undoSteps.set((steps) => steps.filter((one) => one !== step));
}

export function undoLast(workspace: Workspace): void {
  const step = workspace.undoSteps.get().at(-1);
  if (step === undefined) {
    announce('There is nothing to undo.');
    return;
  }
  runUndo(workspace, step);
}

export function runUndo(workspace: Workspace, step: UndoStep): void {
  forgetUndo(workspace, step);
  step.run();
}
