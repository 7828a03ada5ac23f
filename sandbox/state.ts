import { join } from "node:path";
import type { WalletFake } from "#wallets/fake-protocol";
import { keepText, keptText } from "./keep.ts";
import type { Timer } from "./timer.ts";

const saveAfterMs = 1_000;
/** The whole state is written each time, so a long one is written more seldom: a hundredth of the time at most. */
const restPerSave = 100;

function stateFile(folder: string, wallet: string): string {
  return join(folder, `${wallet}.state.json`);
}

/** Gives the fake what it knew when the sandbox stopped. A state that it cannot read is put aside, and said. */
export async function loadState(folder: string, wallet: string, fake: WalletFake, say: (line: string) => void) {
  const path = stateFile(folder, wallet);
  const text = await keptText(path);
  if (text === null) return;
  try {
    fake.load(text);
  } catch (cause) {
    await keepText(`${path}.unreadable`, text);
    say(`${path} could not be read (${String(cause)}): kept as ${path}.unreadable, and this wallet starts empty.`);
  }
}

export type Saving = {
  /**
   * Something may have changed: it is written down a second later (a long state later than that), so that even a killed
   * sandbox keeps most.
   */
  touched(): void;
  now(): Promise<void>;
  stop(): Promise<void>;
};

/** Keeps a fake's state on disk. */
export function keepSaving(options: {
  folder: string;
  wallet: string;
  fake: WalletFake;
  timer: Timer;
  say: (line: string) => void;
}): Saving {
  const { folder, wallet, fake, timer, say } = options;
  let callOff: (() => void) | null = null;
  let underWay: Promise<void> = Promise.resolve();
  let afterMs = saveAfterMs;
  const written = async (): Promise<void> => {
    const began = performance.now();
    const text = fake.save();
    afterMs = Math.max(saveAfterMs, (performance.now() - began) * restPerSave);
    await keepText(stateFile(folder, wallet), text);
  };
  function now(): Promise<void> {
    callOff?.();
    callOff = null;
    underWay = underWay
      .then(written)
      .catch((cause) => say(`What ${wallet} knows was not written down: ${String(cause)}`));
    return underWay;
  }
  return {
    now,
    touched() {
      callOff ??= timer.after(afterMs, () => void now());
    },
    stop: now,
  };
}
