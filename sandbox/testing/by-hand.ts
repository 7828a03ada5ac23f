import { randomBytes } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sandboxHttp } from "../http.ts";
import type { SandboxWalletsOptions } from "../start-wallets.ts";
import type { Timer } from "../timer.ts";
import { toyWallet } from "./toy-wallet.ts";

/** A timer that a test advances by hand, and the clock that goes with it. */
export function handTimer(start = new Date("2024-09-12T02:00:00.000Z")) {
  let now = start.getTime();
  const planned = new Set<{ at: number; work: () => void }>();
  const timer: Timer = {
    after(ms, work) {
      const one = { at: now + ms, work };
      planned.add(one);
      return () => void planned.delete(one);
    },
  };
  return {
    timer,
    now: () => new Date(now),
    /** Runs, in order, all that comes due within the time. */
    advance(ms: number) {
      now += ms;
      for (const one of [...planned].sort((a, b) => a.at - b.at)) {
        if (one.at > now || !planned.delete(one)) continue;
        one.work();
      }
    },
  };
}

export function temporaryHome(): string {
  return mkdtempSync(join(tmpdir(), "hutong-sandbox-"));
}

export function toyOptions(change: Partial<SandboxWalletsOptions> = {}): SandboxWalletsOptions {
  const { timer, now } = handTimer();
  return {
    home: temporaryHome(),
    port: 0,
    wallets: [toyWallet("toypay"), toyWallet("tidypay")],
    now,
    random: randomBytes,
    http: sandboxHttp,
    timer,
    say: () => {},
    phonePages: join(import.meta.dirname, "../../web/dist/phone"),
    ...change,
  };
}
