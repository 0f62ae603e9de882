// What the tabs of one browser tell each other. Only pages and workers of the same origin can listen.
import { host } from './host.js';
import type { SignedOutReason } from './types.js';

export type Message =
  /** A tab that has waited for its turn asks whether another one has just refreshed. */
  | { readonly kind: 'ask' }
  | { readonly kind: 'token'; readonly token: string; readonly lifetime: number; readonly age: number }
  /** The shared storage has changed. */
  | { readonly kind: 'changed' }
  | { readonly kind: 'out'; readonly reason: SignedOutReason; readonly sessionId: string };

export interface Tabs {
  post(message: Message): void;
  close(): void;
}

/** A server has no tabs: there, two clients belong to two users. A browser may refuse a channel. */
export function openTabs(name: string, receive: (message: Message) => void): Tabs | undefined {
  if (!host.document || !host.BroadcastChannel) return undefined;
  try {
    const channel = new host.BroadcastChannel(name);
    channel.onmessage = ({ data }: MessageEvent<Message>) => receive(data);
    return { post: (message) => channel.postMessage(message), close: () => channel.close() };
  } catch {
    return undefined;
  }
}
