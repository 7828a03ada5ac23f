import type { JSX } from "preact";

const paths = {
  tick: "M5 12.5l4.5 4.5L19 7.5",
  cross: "M7 7l10 10M17 7L7 17",
  back: "M14.5 6L8.5 12l6 6",
  down: "M6.5 9.5L12 15l5.5-5.5",
  clock: "M12 7.5V12l3 2M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z",
  lock: "M7 11V8.5a5 5 0 0 1 10 0V11M6 11h12v8.5H6zM12 14.5v2",
  store:
    "M4.5 10v9.5h15V10M3.5 9.5L5.5 4.5h13l2 5a2.8 2.8 0 0 1-5.6 0 2.8 2.8 0 0 1-5.8 0 2.8 2.8 0 0 1-5.6 0zM10 19.5v-5h4v5",
  friend: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 19.5a6.5 6.5 0 0 1 13 0M17.5 8.5v6M14.5 11.5h6",
  copy: "M9 9h10.5v10.5H9zM15 9V4.5H4.5V15H9",
  globe: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM3.5 12h17M12 3.5c5 5 5 12 0 17M12 3.5c-5 5-5 12 0 17",
  again: "M19 12a7 7 0 1 1-2.2-5.1M19.5 4v4h-4",
  alert: "M12 4L3 19.5h18zM12 10v4.5M12 17v.01",
  info: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 11v5.5M12 7.75v.01",
  phone: "M7.5 3.5h9v17h-9zM10.5 17.5h3",
  screen: "M3.5 5h17v11h-17zM9 20h6M12 16v4",
  code: "M4.5 4.5h5.5V10H4.5zM14 4.5h5.5V10H14zM4.5 14H10v5.5H4.5zM14 14h2.5v2.5M19.5 14v.01M14 19.5h.01M19.5 17v2.5H17",
  box: "M4 8l8-4.5L20 8v8.5L12 21l-8-4.5zM4 8l8 4.5L20 8M12 12.5V21",
  undo: "M8.5 5L4.5 9l4 4M5 9h9.5a5 5 0 0 1 0 10H9",
  link: "M10 14l4-4M8.5 11.5l-2 2a3.5 3.5 0 0 0 5 5l2-2M15.5 12.5l2-2a3.5 3.5 0 0 0-5-5l-2 2",
  cloud: "M7 18.5a4 4 0 0 1-.4-8A5.5 5.5 0 0 1 17 9a4.8 4.8 0 0 1 .5 9.5zM4 4l16 16",
} as const;

export type IconName = keyof typeof paths;

/** Line drawings of our own, 24 × 24; decoration only, never the sole carrier of a meaning. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }): JSX.Element {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
