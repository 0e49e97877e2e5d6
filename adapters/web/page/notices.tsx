import { dismiss } from './doings.ts';
import { Icon } from './icons.tsx';
import { useStore } from './store.ts';
import { words } from './words.ts';

/** Says when the connection is not there; nothing when it is. */
export function LinkBanner() {
  const link = useStore((state) => state.link);
  if (link === 'live' || link === 'connecting') return null;
  const text = { lost: words.lost, elsewhere: words.elsewhere, closed: words.signedOut }[link];
  return (
    <div class={`banner banner-${link}`} role="status">
      <Icon name={link === 'elsewhere' ? 'info' : 'warning'} />
      <span>{text}</span>
      {link === 'closed' ? (
        <button type="button" class="link" onClick={() => location.reload()}>
          {words.reload}
        </button>
      ) : null}
    </div>
  );
}

export function Toasts() {
  const toasts = useStore((state) => state.toasts);
  return (
    <div class="toasts" role="alert">
      {toasts.map(({ id, text, action }) => (
        <div key={id} class="toast">
          <span>{text}</span>
          {action ? (
            <button
              type="button"
              class="link"
              onClick={() => {
                dismiss(id);
                action.run();
              }}
            >
              {action.label}
            </button>
          ) : null}
          <button type="button" class="icon-button" aria-label={words.close} onClick={() => dismiss(id)}>
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}

/** New messages, for those who hear the page. */
export function Announcer() {
  const spoken = useStore((state) => state.spoken);
  return (
    <p class="hidden" aria-live="polite">
      {spoken}
    </p>
  );
}
