import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { WireMessage } from '../wire.ts';

/** Pixels from the end that still count as being at the end. */
const NEAR_END = 80;
/** Pixels left free above a card that is shown from its top. */
const ABOVE = 12;

interface Talked {
  /** The open conversation. */
  current: string;
  messages: WireMessage[];
  /** Messages on their way. */
  pending: number;
  /** Taps so far. */
  taps: number;
  working: string | undefined;
}

/** What was so when the page last drew. */
interface Held {
  current: string;
  /** What comes is followed: the reader is at the end. */
  end: boolean;
  height: number;
  top: number;
  first: string;
  seen: number;
  pending: number;
  taps: number;
  /** Where the top of a card was put; null once the reader went elsewhere. */
  anchor: number | null;
}

/**
 * Follows a conversation: stays at the end while the reader is there, shows what is new and taller than the room from its top,
 * and holds the place when they have scrolled up, also when earlier messages are put above.
 */
export function useFollowing(talked: Talked) {
  const scroller = useRef<HTMLDivElement>(null);
  const held = useRef<Held>({
    current: '',
    end: true,
    height: 0,
    top: 0,
    first: '',
    seen: 0,
    pending: 0,
    taps: 0,
    anchor: null,
  });
  const [below, setBelow] = useState<'rest' | 'new' | null>(null);

  const onScroll = () => {
    const element = scroller.current;
    if (!element) return;
    const { anchor } = held.current;
    if (anchor !== null && Math.abs(element.scrollTop - anchor) <= 1) return;
    const near = isNear(element);
    // What grew below the end since is not the reader going away from it: only going up is.
    if (near || element.scrollTop < held.current.top) held.current.end = near;
    held.current.top = element.scrollTop;
    held.current.anchor = null;
    if (near) setBelow(null);
  };

  const { current, messages, pending, taps, working } = talked;
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const before = held.current;
    const first = messages[0]?.id ?? '';
    const grown = element.scrollHeight - before.height;
    const opened = before.current !== current || before.seen === 0;
    const sent = pending > before.pending;
    // Whoever taps on what came last goes on from there.
    const tapped = taps > before.taps && isSeen(element, messages.at(-1));
    const end = opened || sent || before.end || tapped;
    const fresh = sent ? undefined : freshIn(messages, opened ? null : before.seen);
    let anchor = before.anchor;
    if (opened || sent || before.end) {
      anchor = fresh ? topIfTall(element, fresh) : null;
      element.scrollTop = anchor ?? element.scrollHeight;
      setBelow(anchor === null || isNear(element) ? null : 'rest');
    } else if (first !== before.first && grown > 0) element.scrollTop += grown;
    else if (grown > 0 && !isNear(element)) setBelow(fresh ? 'new' : (was) => was);
    held.current = {
      current,
      end: end && anchor === null,
      height: element.scrollHeight,
      top: element.scrollTop,
      first,
      seen: messages.at(-1)?.seq ?? 0,
      pending,
      taps,
      anchor: anchor === null ? null : element.scrollTop,
    };
  }, [current, messages, pending, taps, working]);

  useStaying(scroller, held);

  const toEnd = () => {
    const element = scroller.current;
    if (element) element.scrollTop = element.scrollHeight;
  };
  return { scroller, below, onScroll, toEnd };
}

/** Narrower, or an image that has come: what was at the end stays there. */
function useStaying(scroller: RefObject<HTMLDivElement | null>, held: { current: Held }) {
  useEffect(() => {
    const element = scroller.current;
    const inside = element?.querySelector('.messages');
    if (!element || !inside) return;
    const watch = new ResizeObserver(() => {
      if (held.current.end) element.scrollTop = element.scrollHeight;
    });
    watch.observe(inside);
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
}

const isNear = (element: HTMLElement): boolean =>
  element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END;

/**
 * What is to be read first of what came: a card if there is one, else the first message of Nod's. Of a conversation that is just
 * opened (`after` null) only a card that still waits for an answer.
 */
function freshIn(messages: WireMessage[], after: number | null): WireMessage | undefined {
  if (after === null) {
    const last = messages.at(-1);
    return last && typeof last.content !== 'string' && (last.content.choices ?? []).length > 0 ? last : undefined;
  }
  const fresh = messages.filter((message) => message.seq > after && message.from === 'bot');
  return fresh.find((message) => typeof message.content !== 'string') ?? fresh[0];
}

const elementOf = (scroller: HTMLElement, message: WireMessage | undefined): HTMLElement | null =>
  message ? scroller.querySelector<HTMLElement>(`[data-message="${CSS.escape(message.id)}"]`) : null;

/** How far to scroll for a message to begin at the top; null where all from it on fits into the room. */
function topIfTall(scroller: HTMLElement, message: WireMessage): number | null {
  const element = elementOf(scroller, message);
  if (!element) return null;
  const top = scroller.scrollTop + element.getBoundingClientRect().top - scroller.getBoundingClientRect().top - ABOVE;
  return scroller.scrollHeight - top > scroller.clientHeight ? Math.max(0, Math.round(top)) : null;
}

function isSeen(scroller: HTMLElement, message: WireMessage | undefined): boolean {
  const element = elementOf(scroller, message)?.getBoundingClientRect();
  const room = scroller.getBoundingClientRect();
  return element !== undefined && element.top < room.bottom && element.bottom > room.top;
}
