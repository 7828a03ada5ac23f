import { BackMark } from "../icons.tsx";

/** The head of a wallet's app: the way back, and what this screen is. */
export function AppBar({ title, back, leave }: { title: string; back: string; leave: () => void }) {
  return (
    <header class="app-bar">
      <button type="button" class="bar-button" onClick={leave} aria-label={back}>
        <BackMark />
      </button>
      <h1 id="app-title">{title}</h1>
    </header>
  );
}
