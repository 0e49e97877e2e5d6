import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { WireMessage } from '../wire.ts';
import { Composer } from './composer.tsx';
import { loadEarlier, markRead } from './doings.ts';
import { Icon } from './icons.tsx';
import { MessageView, PendingView } from './message.tsx';
import { shown, talkOf } from './state.ts';
import { useStore } from './store.ts';
import { Text } from './text.tsx';
import { dayName } from './times.ts';
import { Welcome } from './welcome.tsx';
import { words } from './words.ts';

/** Pixels from the end that still count as being at the end. */
const NEAR_END = 80;

/** The open conversation: what was said, what is on its way, what Nod is doing, and the message box. */
export function Conversation() {
  const current = useStore((state) => state.current);
  const talk = useStore((state) => talkOf(state, state.current));
  const row = useStore((state) => state.threads[state.current]);
  const waiting = useStore((state) => state.pending);
  const ready = useStore((state) => state.ready);
  const [given, setGiven] = useState<string | null>(null);
  const mine = waiting.filter((item) => (item.thread ?? item.threadClientId) === current);
  const { messages, pending } = shown(talk, mine);
  const { scroller, atEnd, onScroll, toEnd } = useEnd(current, messages, mine.length, row?.working?.text);

  useEffect(() => {
    const see = () => markRead(current);
    see();
    document.addEventListener('visibilitychange', see);
    return () => document.removeEventListener('visibilitychange', see);
  }, [current, row]);

  const fresh = ready && !row && pending.length === 0;
  const first = messages[0];
  return (
    <div class="conversation">
      <div class="scroller" ref={scroller} onScroll={onScroll}>
        {fresh ? <Welcome onPick={setGiven} /> : null}
        {row && !talk.loaded ? <p class="loading">{words.loading}</p> : null}
        {talk.more && first ? (
          <button type="button" class="quiet earlier" onClick={() => void loadEarlier(current)}>
            {words.earlier}
          </button>
        ) : null}
        <ol class="messages" aria-label={row?.title ?? words.newThread}>
          {messages.map((message, index) => [
            startsDay(message, messages[index - 1]) ? <Day key={`day-${message.id}`} at={message.at} /> : null,
            <MessageView key={message.id} message={message} />,
          ])}
          {pending.map((item) => (
            <PendingView key={item.clientId} item={item} onEdit={setGiven} />
          ))}
        </ol>
        <div class="working" role="status">
          {row?.working ? (
            <>
              <span class="dots" aria-hidden="true">
                <i />
                <i />
                <i />
              </span>
              <span>
                <Text text={row.working.text} />
              </span>
            </>
          ) : null}
        </div>
      </div>
      {atEnd ? null : (
        <button type="button" class="to-end" onClick={toEnd}>
          <Icon name="down" />
          {words.newBelow}
        </button>
      )}
      <Composer thread={current} started={!fresh} given={given} onTaken={() => setGiven(null)} />
    </div>
  );
}

function Day({ at }: { at: string }) {
  return (
    <li class="day">
      <span>{dayName(at)}</span>
    </li>
  );
}

const startsDay = (message: WireMessage, before: WireMessage | undefined): boolean =>
  !before || dayName(before.at) !== dayName(message.at);

/** Stays at the end while the reader is there, holds the place when they are not, also when earlier ones are put above. */
function useEnd(current: string, messages: WireMessage[], pending: number, working: string | undefined) {
  const scroller = useRef<HTMLDivElement>(null);
  const held = useRef({ current: '', end: true, height: 0, top: 0, first: '', pending: 0 });
  const [atEnd, setAtEnd] = useState(true);

  const toEnd = () => {
    const element = scroller.current;
    if (element) element.scrollTop = element.scrollHeight;
  };
  const onScroll = () => {
    const element = scroller.current;
    if (!element) return;
    const near = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END;
    // What grew below the end since is not the reader going away from it: only going up is.
    if (near || element.scrollTop < held.current.top) held.current.end = near;
    held.current.top = element.scrollTop;
    if (near) setAtEnd(true);
  };

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const before = held.current;
    const first = messages[0]?.id ?? '';
    const moved = before.current !== current;
    const sent = pending > before.pending;
    const grown = element.scrollHeight - before.height;
    if (moved || sent || before.end) element.scrollTop = element.scrollHeight;
    else if (first !== before.first && grown > 0) element.scrollTop += grown;
    else if (grown > 0) setAtEnd(false);
    if (moved || sent) setAtEnd(true);
    const { scrollHeight: height, scrollTop: top } = element;
    held.current = { current, end: moved || sent || before.end, height, top, first, pending };
  }, [current, messages, pending, working]);

  // Narrower, or an image that has come: what was at the end stays there.
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

  return { scroller, atEnd, onScroll, toEnd };
}
