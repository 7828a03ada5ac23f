/** The wallet's own mark, drawn by us: its folder holds it. */
export function WalletIcon({ mark }: { mark: string }) {
  return <img class="icon" src={`data:image/svg+xml,${encodeURIComponent(mark)}`} alt="" />;
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
