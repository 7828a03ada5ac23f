import type { JSX } from "preact";

/** Marks drawn by us for the simulated apps; none is the real wallet's logo. */
const marks: Readonly<Record<string, JSX.Element>> = {
  wechatpay: (
    <g fill="none" stroke="#fff" stroke-width="4.2" stroke-linecap="round" stroke-linejoin="round">
      <path d="M32 15c-11.6 0-20 7.4-20 16.6 0 5.3 2.8 9.9 7.3 12.9l-1.5 6.3 7.2-3.6c2.2.6 4.5 1 7 1 11.6 0 20-7.4 20-16.6S43.600 15 32 15Z" />
      <path d="m23.500 31.500 6.200 6 11.500-11.500" />
    </g>
  ),
  alipay: (
    <g fill="none" stroke="#fff" stroke-width="4.2" stroke-linecap="round" stroke-linejoin="round">
      <path d="M16 21h32M32 14v14M20 28h24c-2.500 9-11 19.500-25 21" />
      <path d="M22 36c8 1.500 18 6 27 12" />
    </g>
  ),
  unionpay: (
    <g fill="none" stroke="#fff" stroke-width="5" stroke-linecap="round" stroke-linejoin="round">
      <path d="M16 17v18a11 11 0 0 0 22 0V17M48 17v30" />
    </g>
  ),
  jdpay: (
    <g fill="none" stroke="#fff" stroke-width="4.6" stroke-linecap="round" stroke-linejoin="round">
      <path d="M21 16v24a8 8 0 0 1-8 8M31 16v32h6a14 14 0 0 0 14-14v-4a14 14 0 0 0-14-14Z" />
    </g>
  ),
};

export function WalletIcon({ id, colour, letter }: { id: string; colour: string; letter: string }) {
  return (
    <svg class="icon" viewBox="0 0 64 64" aria-hidden="true">
      <rect width="64" height="64" rx="15" fill={colour} />
      <rect width="64" height="32" rx="15" fill="#fff" opacity="0.08" />
      {marks[id] ?? (
        <text x="32" y="43" fill="#fff" font-size="30" font-weight="600" text-anchor="middle">
          {letter}
        </text>
      )}
    </svg>
  );
}

export function ScanMark() {
  return (
    <svg viewBox="0 0 48 48" class="scan-mark" aria-hidden="true">
      <g fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round" stroke-linejoin="round">
        <path d="M6 16V9a3 3 0 0 1 3-3h7M32 6h7a3 3 0 0 1 3 3v7M42 32v7a3 3 0 0 1-3 3h-7M16 42H9a3 3 0 0 1-3-3v-7" />
        <path d="M9 24h30" />
      </g>
    </svg>
  );
}

export function BackMark() {
  return (
    <svg viewBox="0 0 24 24" class="mark" aria-hidden="true">
      <path
        d="m15 5-7 7 7 7"
        fill="none"
        stroke="currentColor"
        stroke-width="2.2"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}

export function ResultMark({ good }: { good: boolean }) {
  return (
    <svg viewBox="0 0 64 64" class={good ? "result-mark good" : "result-mark"} aria-hidden="true">
      <circle cx="32" cy="32" r="30" />
      <path d={good ? "m19 33 9 9 18-19" : "M32 18v18M32 45v.5"} />
    </svg>
  );
}
