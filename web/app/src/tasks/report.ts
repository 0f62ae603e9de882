// Downloads the report of all tasks, counting what has arrived.
import { api } from '../api';
import { messageFor } from '../problems/messages';
import { currentWorkspace } from '../session/current';
import type { Workspace } from '../session/workspace';
import { announce } from '../shell/announcer';
import { notify } from '../shell/notices';
import { createStore } from '../state/store';

export interface ReportProgress {
  received: number;
  /** Null if the server does not say, as with a compressed answer. */
  total: number | null;
  cancel: () => void;
}

export const reportProgress = createStore<ReportProgress | null>(null);

export function startReport(workspace: Workspace): void {
  if (reportProgress.get() !== null) return;
  const cancellation = new AbortController();
  const cancel = () => cancellation.abort();
  const signal = AbortSignal.any([cancellation.signal, workspace.closing.signal]);
  reportProgress.set({ received: 0, total: null, cancel });
  void download(workspace, signal, cancel).finally(() => reportProgress.set(null));
}

async function download(workspace: Workspace, signal: AbortSignal, cancel: () => void): Promise<void> {
  try {
    announce('Downloading the report.');
    const response = await api.tasks.report({ signal });
    const file = await readCounting(response, (received, total) => reportProgress.set({ received, total, cancel }));
    if (signal.aborted) return;
    saveFile(file, 'tasks.csv');
    notify({ kind: 'info', text: `The report is downloaded (${sizeInWords(file.size)}).` });
  } catch (error) {
    if (signal.aborted || workspace !== currentWorkspace()) {
      announce('The download was cancelled.');
      return;
    }
    const action = { label: 'Try again', run: () => startReport(workspace) };
    notify({ kind: 'error', text: `The report could not be downloaded. ${messageFor(error)}`, action });
  }
}

async function readCounting(
  response: Response,
  onProgress: (received: number, total: number | null) => void,
): Promise<Blob> {
  const isCompressed = response.headers.has('content-encoding');
  const length = Number(response.headers.get('content-length'));
  const total = isCompressed || !(length > 0) ? null : length;
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let received = 0;
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    chunks.push(part.value);
    received += part.value.byteLength;
    onProgress(received, total);
  }
  return new Blob(chunks, { type: 'text/csv' });
}

function saveFile(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has to open the address first.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

export function sizeInWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
