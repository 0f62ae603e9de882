// What the tabs of one browser tell each other. Only pages and workers of the same origin can listen.
import { host } from './host.js';
import type { SignedOutReason } from './types.js';

export type Message =
  /** A tab that has waited for its turn asks whether another one has just refreshed. */
  | { readonly kind: 'ask' }
  | { readonly kind: 'token'; readonly token: string; readonly lifetime: number; readonly age: number }
  | { readonly kind: 'out'; readonly reason: SignedOutReason; readonly sessionId: string };

/** A server has no tabs: there, two clients belong to two users. A browser may refuse a channel. */
export function openTabs(name: string | undefined, receive: (message: Message) => void): BroadcastChannel | undefined {
  if (!name || !host.document) return undefined;
  try {
    const channel = new BroadcastChannel(name);
    channel.onmessage = ({ data }: MessageEvent<Message>) => receive(data);
    return channel;
  } catch {
    return undefined;
  }
}
