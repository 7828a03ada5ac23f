import { join } from "node:path";
import type { SandboxClock } from "./clock.ts";
import { type Control, controlServer } from "./control/server.ts";
import { type HubUrls, openFsps } from "./fsp/index.ts";
import { openHostApps } from "./host-apps/door.ts";
import { keepJson, keptText } from "./keep.ts";
import { closeServer, listen, listenOnFirstFree } from "./listen.ts";
import { type MountedWallet, openWallet, type SandboxOutside } from "./open-wallet.ts";
import type { SandboxWallet } from "./wallet-kinds.ts";

export type SandboxWalletsOptions = SandboxOutside & {
  /** Credentials, ports and the fakes' state are kept in its folder "sandbox". */
  home: string;
  /** The console and control port; the wallets take the next ones where they are free. 0: any free port. */
  port: number;
  wallets: readonly SandboxWallet[];
  /** The clock that `now` reads, where people may set it (POST /clock). */
  clock?: SandboxClock;
  /** The hub between wallets, where the house has one. */
  hub?: HubUrls | null;
  /** Folder of the built pretend phone (index.html and what it needs). */
  phonePages: string;
};

export type SandboxWallets = {
  port: number;
  /** http://127.0.0.1:<port>, without a slash at the end. */
  control: string;
  mounted: readonly MountedWallet[];
  /** Settings for a wallet account of the house at this wallet's fake. */
  accountSettings(wallet: string): Record<string, string>;
  /** Writes down what the fakes know; also done within seconds of a change, and at close. */
  save(): Promise<void>;
  close(): Promise<void>;
};

const host = "127.0.0.1";

type Ports = { control: number; wallets: Record<string, number> };

/** Starts every wallet's fake on an origin of its own, and the control port. Rejects with PortTaken. */
export async function startSandboxWallets(options: SandboxWalletsOptions): Promise<SandboxWallets> {
  const folder = join(options.home, "sandbox");
  const portsFile = join(folder, "ports.json");
  const kept = await keptPorts(portsFile);
  const mounted: MountedWallet[] = [];
  const shared: Control = {
    mounted,
    phonePages: options.phonePages,
    http: options.http,
    clock: options.clock ?? null,
    failed: (cause) => options.say(String(cause)),
    hostApps: openHostApps(options),
  };
  const control = controlServer(shared);
  const port = options.port
    ? await listen(control, host, options.port)
    : await listenOnFirstFree(control, host, kept ? [kept.control] : []);
  const controlUrl = `http://${host}:${port}`;
  const before = kept?.control === port ? kept.wallets : {};
  const close = async () => {
    await closeServer(control);
    await Promise.all(mounted.map((one) => one.close()));
  };
  try {
    for (const [index, wallet] of options.wallets.entries()) {
      const ports = [before[wallet.id] ?? port + 1 + index, port + 1 + index];
      mounted.push(await openWallet({ wallet, folder, host, ports, controlUrl, outside: options }));
    }
    if (options.hub) {
      const { hub, now } = options;
      const parts = { hub, wallets: mounted.map(({ wallet }) => wallet.id), controlUrl, now, folder };
      const { door, register } = await openFsps({ ...parts, secret: options.random(32) });
      shared.fsps = door;
      await register();
    }
    await keepJson(portsFile, { control: port, wallets: portsOf(mounted) } satisfies Ports);
  } catch (cause) {
    await close();
    throw cause;
  }
  return {
    port,
    control: controlUrl,
    mounted,
    accountSettings: (id) => settingsOf(mounted, id),
    save: async () => void (await Promise.all(mounted.map((one) => one.save()))),
    close,
  };
}

async function keptPorts(path: string): Promise<Ports | null> {
  const text = await keptText(path);
  if (text === null) return null;
  const read = JSON.parse(text) as Partial<Ports>;
  return typeof read.control === "number" ? { control: read.control, wallets: read.wallets ?? {} } : null;
}

function portsOf(mounted: readonly MountedWallet[]): Record<string, number> {
  return Object.fromEntries(
    mounted.map(({ wallet, origin }) => [wallet.id, Number.parseInt(new URL(origin).port, 10)]),
  );
}

function settingsOf(mounted: readonly MountedWallet[], id: string): Record<string, string> {
  const one = mounted.find(({ wallet }) => wallet.id === id);
  if (!one) throw new Error(`The sandbox has no wallet "${id}".`);
  return one.wallet.accountSettings(one.credentials, one.origin);
}
