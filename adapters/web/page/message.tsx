import type { WireMessage } from '../wire.ts';
import { CodeBlock } from './blocks.tsx';
import { CardView } from './card.tsx';
import { Icon } from './icons.tsx';
import { drop, flush, send } from './sender.ts';
import type { Pending } from './state.ts';
import { Text } from './text.tsx';
import { clockTime, moment } from './times.ts';
import { words } from './words.ts';

/** One message: a bubble of the person's, a line or a card of Nod's. */
export function MessageView({ message }: { message: WireMessage }) {
  const { content, from, id, thread, rev } = message;
  return (
    <li class={`message from-${from}`} data-message={id}>
      <span class="hidden">{from === 'user' ? words.youSaid : words.name}</span>
      {typeof content === 'string' ? (
        <div class="bubble" dir="auto">
          <Said text={content} />
        </div>
      ) : (
        <CardView card={content} thread={thread} messageId={id} rev={rev} />
      )}
      <p class="meta">
        {message.private ? <span>{words.onlyYou} · </span> : null}
        <time dateTime={message.at} title={moment(message.at)}>
          {clockTime(message.at)}
        </time>
      </p>
    </li>
  );
}

const COMMAND = /^`([^`\n]{60,})`$/;

/** What was said; a line that is all code stands apart, to be copied. */
function Said({ text }: { text: string }) {
  const parts = text.split('\n').reduce<{ code: boolean; text: string }[]>((all, line) => {
    const code = COMMAND.exec(line)?.[1];
    const last = all.at(-1);
    if (code !== undefined) all.push({ code: true, text: code });
    else if (last && !last.code) last.text += `\n${line}`;
    else all.push({ code: false, text: line });
    return all;
  }, []);
  return (
    <>
      {parts.map((part, index) =>
        part.code ? <CodeBlock key={index} text={part.text} /> : <Text key={index} text={part.text} />,
      )}
    </>
  );
}

/** A message on its way, with what can be done when it does not get there. */
export function PendingView({ item, onEdit }: { item: Pending; onEdit: (text: string) => void }) {
  return (
    <li class={`message from-user pending pending-${item.state}`}>
      <span class="hidden">{words.youSaid}</span>
      <div class="bubble" dir="auto">
        <Text text={item.text} />
      </div>
      {item.state === 'sending' ? <p class="meta">{words.sending}</p> : null}
      {item.state === 'waiting' ? (
        <p class="meta">
          {words.notSent}{' '}
          <button type="button" class="link" onClick={flush}>
            {words.sendAgain}
          </button>
        </p>
      ) : null}
      {item.state === 'refused' ? <Refused item={item} onEdit={onEdit} /> : null}
    </li>
  );
}

function Refused({ item, onEdit }: { item: Pending; onEdit: (text: string) => void }) {
  const again = () => {
    drop(item.clientId);
    send(item.text);
  };
  const edit = () => {
    drop(item.clientId);
    onEdit(item.text);
  };
  return (
    <p class="meta" role="alert">
      <Icon name="warning" /> {item.reason}{' '}
      <button type="button" class="link" onClick={edit}>
        {words.edit}
      </button>{' '}
      <button type="button" class="link" onClick={again}>
        {words.sendAgain}
      </button>{' '}
      <button type="button" class="link" onClick={() => drop(item.clientId)}>
        {words.discard}
      </button>
    </p>
  );
}
