import { join } from "node:path";
import type { FakeCredentials, FakeOutside, WalletFake } from "#wallets/fake-protocol";
import type { Http } from "#wallets/protocol";
import { type SeenCodes, seenCodes } from "./codes.ts";
import { type Delivery, keepDelivering } from "./delivery.ts";
import { keptOrMade } from "./keep.ts";
import { closeServer, listenOnFirstFree } from "./listen.ts";
import { mountFake } from "./mount.ts";
import { keepSaving, loadState } from "./state.ts";
import type { Timer } from "./timer.ts";
import type { SandboxWallet } from "./wallet-kinds.ts";

/** What the sandbox takes from outside. */
export type SandboxOutside = {
  now: () => Date;
  random: (bytes: number) => Buffer;
  /** Delivers the wallets' notices. */
  http: Http;
  timer: Timer;
  /** One line about something that a person should know. */
  say: (line: string) => void;
};

/** A wallet's fake on its origin. */
export type MountedWallet = {
  wallet: SandboxWallet;
  fake: WalletFake;
  credentials: FakeCredentials;
  /** http://127.0.0.1:<port> */
  origin: string;
  codes: SeenCodes;
  /** Something happened at the fake that did not come through its origin. */
  touched(): void;
  /** Writes down what the fake knows. */
  save(): Promise<void>;
  close(): Promise<void>;
};

export async function openWallet(parts: {
  wallet: SandboxWallet;
  folder: string;
  host: string;
  /** The ports to try before any free one. */
  ports: readonly number[];
  controlUrl: string;
  outside: SandboxOutside;
}): Promise<MountedWallet> {
  const { wallet, folder } = parts;
  const { now, random, http, timer, say } = parts.outside;
  const credentials = await keptOrMade(join(folder, `${wallet.id}.credentials.json`), () =>
    wallet.makeCredentials({ now: now(), random }),
  );
  const codes = seenCodes(wallet.codesIn);
  const failed = (cause: unknown) => say(`${wallet.id}: ${cause instanceof Error ? cause.stack : String(cause)}`);
  // The fake must know its origin, so its server listens before the fake exists; until then it answers 503.
  const made: { fake?: WalletFake; origin: string; delivery?: Delivery; touched?: () => void } = { origin: "" };
  const server = mountFake({
    fake: () => made.fake,
    codes,
    browserCode: (request) => wallet.browserCode(request, made.origin),
    phonePage: (code) => `${parts.controlUrl}/phone?wallet=${wallet.id}&code=${encodeURIComponent(code)}`,
    touched: () => made.touched?.(),
    failed,
  });
  const origin = `http://${parts.host}:${await listenOnFirstFree(server, parts.host, parts.ports)}`;
  const sleep = (ms: number) => new Promise<void>((resolve) => void timer.after(ms, resolve));
  // A merchant who does not answer must not hold up the end: its notice goes on after the next start.
  const ending = Promise.withResolvers<never>();
  ending.promise.catch(() => {});
  const untilEnd: Http = (request) => Promise.race([http(request), ending.promise]);
  const outside: FakeOutside = { now, random, http: untilEnd, sleep, origin };
  const fake = wallet.makeFake(credentials, outside);
  await loadState(folder, wallet.id, fake, say);
  const saving = keepSaving({ folder, wallet: wallet.id, fake, timer, say });
  const delivery = keepDelivering({ fake, now, timer, failed, sent: saving.touched });
  const touched = () => {
    delivery.poke();
    saving.touched();
  };
  Object.assign(made, { fake, origin, touched });
  const close = async () => {
    await closeServer(server);
    ending.reject(new Error("The sandbox stops."));
    await delivery.stop();
    await saving.stop();
  };
  return { wallet, fake, credentials, origin, codes, touched, save: saving.now, close };
}
