import type { Mark } from './markup.ts';

const PATHS = {
  plus: 'M12 5v14M5 12h14',
  menu: 'M4 7h16M4 12h16M4 17h10',
  close: 'M6 6l12 12M18 6L6 18',
  send: 'M5 12l14-7-5 14-3-6z',
  back: 'M15 5l-7 7 7 7',
  gear: 'M4 7h10M18 7h2M4 17h2M10 17h10M16 4.5v5M8 14.5v5',
  flow: 'M5 5h6v5H5zM13 14h6v5h-6zM8 10v3a3.5 3.5 0 0 0 3.500 3.500H13',
  tray: 'M4 13l3-8h10l3 8v6H4zM4 13h5l1.500 2.500h3L15 13h5',
  pencil: 'M5 19l1-4L16 5l3 3L9 18z',
  bin: 'M5 7h14M9 7V5h6v2M7 7l1 12h8l1-12M10.500 11v5M13.500 11v5',
  play: 'M8 5.500v13l10-6.500z',
  pause: 'M8.500 6v12M15.500 6v12',
  chat: 'M5 5h14v10h-8l-4 4v-4H5z',
  link: 'M10 14l8-8M12.500 6H18v5.500M16 13.500V18H6V8h4.500',
  down: 'M12 5v14M6 13l6 6 6-6',
  done: 'M5 12.500l4.500 4.500L19 7.500',
  warning: 'M12 4.500L21 19.500H3zM12 10v4.500M12 17v.2',
  failed: 'M7 7l10 10M17 7L7 17',
  paused: 'M8.500 6v12M15.500 6v12',
  skipped: 'M6 12h12',
  info: 'M12 11v5.500M12 7.600v.2M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18',
  copy: 'M9 9h10v10H9zM15 9V5H5v10h4',
} as const;

export type IconName = keyof typeof PATHS;

/** A drawing beside words that say the same; on its own it takes a label. */
export function Icon({ name, label }: { name: IconName; label?: string }) {
  const picture = (
    <svg class={`icon icon-${name}`} viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
  if (label === undefined) return picture;
  return (
    <span class="labelled" role="img" aria-label={label}>
      {picture}
    </span>
  );
}

/** A status mark of a text or a step, in the page's own hand instead of an emoji font's. */
export function StatusMark({ mark, label }: { mark: Mark | 'waiting' | 'skipped'; label: string }) {
  const inner = mark === 'running' || mark === 'waiting' ? null : <path d={PATHS[mark]} />;
  return (
    <span class={`mark mark-${mark}`} role="img" aria-label={label}>
      <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
        {inner}
      </svg>
    </span>
  );
}

/** Nod's face: a speech bubble whose smile is a tick. */
export function Logo({ size = 32 }: { size?: number }) {
  return (
    <svg class="logo" viewBox="0 0 32 32" width={size} height={size} aria-hidden="true">
      <path
        class="logo-bubble"
        d="M6 2h20a5 5 0 0 1 5 5v14a5 5 0 0 1-5 5H14.5L8 31v-5H6a5 5 0 0 1-5-5V7a5 5 0 0 1 5-5z"
      />
      <g class="logo-face">
        <circle cx="10.5" cy="9.5" r="1.9" />
        <circle cx="21.5" cy="9.5" r="1.9" />
        <path d="M10 16.8l4.400 4.300 8-8" />
      </g>
    </svg>
  );
}
