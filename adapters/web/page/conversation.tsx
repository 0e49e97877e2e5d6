import { useEffect, useState } from 'preact/hooks';
import type { WireMessage } from '../wire.ts';
import { Composer } from './composer.tsx';
import { loadEarlier, markRead } from './doings.ts';
import { useFollowing } from './following.ts';
import { Icon } from './icons.tsx';
import { MessageView, PendingView } from './message.tsx';
import { shown, talkOf } from './state.ts';
import { useStore } from './store.ts';
import { Text } from './text.tsx';
import { dayName } from './times.ts';
import { Welcome } from './welcome.tsx';
import { words } from './words.ts';

/** The open conversation: what was said, what is on its way, what Nod is doing, and the message box. */
export function Conversation() {
  const current = useStore((state) => state.current);
  const talk = useStore((state) => talkOf(state, state.current));
  const row = useStore((state) => state.threads[state.current]);
  const waiting = useStore((state) => state.pending);
  const ready = useStore((state) => state.ready);
  const taps = useStore((state) => state.taps);
  const [given, setGiven] = useState<string | null>(null);
  const mine = waiting.filter((item) => (item.thread ?? item.threadClientId) === current);
  const { messages, pending } = shown(talk, mine);
  const following = { current, messages, pending: mine.length, taps, working: row?.working?.text };
  const { scroller, below, onScroll, toEnd } = useFollowing(following);

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
      {below === null ? null : (
        <button type="button" class="to-end" onClick={toEnd}>
          <Icon name="down" />
          {below === 'new' ? words.newBelow : words.restBelow}
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
