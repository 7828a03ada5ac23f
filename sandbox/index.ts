import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Config } from "#config";
import type { Words } from "#wallets/protocol";
import { makeApi } from "./api.ts";
import type { SandboxClock } from "./clock.ts";
import { sandboxHttp } from "./http.ts";
import { PortTaken } from "./listen.ts";
import { seedDemo } from "./seed.ts";
import { seedTimeline } from "./seed-timeline.ts";
import { type BooksOfStore, selfCheck } from "./self-check.ts";
import { startShop } from "./shop/start-shop.ts";
import { demoStores } from "./shop/stores.ts";
import { type SandboxWallets, startSandboxWallets } from "./start-wallets.ts";
import { machineTimer } from "./timer.ts";
import { sandboxWallets } from "./wallets.ts";

export { makeApi } from "./api.ts";
export { type SandboxClock, sandboxClock } from "./clock.ts";
export { drillControl } from "./drill-control.ts";
export { sandboxHttp } from "./http.ts";
export { PortTaken } from "./listen.ts";
export type { BooksOfStore } from "./self-check.ts";
export { type SandboxWallets, type SandboxWalletsOptions, startSandboxWallets } from "./start-wallets.ts";
export { machineTimer } from "./timer.ts";
export { sandboxWallets } from "./wallets.ts";

export type SandboxOptions = {
  config: Config;
  houseUrl: string;
  operatorToken: string;
  /** Of an approver: a second person for what the demo proposes. */
  approverToken: string;
  /** Folder with a folder of built files for each page (phone, shop). */
  pages: string;
  /** Shared with the house, so that both live at one instant. */
  clock?: SandboxClock;
  say(words: Words): void;
  /** Where wallets talk to the hub between them; null or absent: nowhere. */
  hub?: { fspiop: string; admin: string | null } | null;
};

/** The wallets' fakes, the pretend phone and the demo marketplace, over a house that already listens. */
export async function startSandbox(options: SandboxOptions) {
  const { config, houseUrl, pages } = options;
  const wallets = await openWallets(options);
  const shop = await startShop({
    pages: join(pages, "shop"),
    houseUrl,
    home: config.home,
    port: wallets.port === config.sandboxPort ? wallets.port + 20 : 0,
    phone: `${wallets.control}/phone`,
  });
  const close = async () => {
    await shop.close();
    await wallets.close();
  };
  try {
    const demo = await seedDemo({
      ...{ home: config.home, houseUrl, shopUrl: shop.url, stores: demoStores },
      ...{ operatorToken: options.operatorToken, approverToken: options.approverToken },
      wallets: sandboxWallets.map((wallet) => wallet.id),
      accountSettings: wallets.accountSettings,
    });
    shop.open(demo);
    await seedTimeline({ home: config.home, houseUrl, operatorToken: options.operatorToken });
    const api = makeApi(houseUrl, demo.token);
    const [first] = demoStores;
    const store = demo.stores[first?.name ?? ""] ?? "";
    return {
      wallets,
      demo,
      urls: urlsOf(shop.url, wallets),
      selfCheck: (books: BooksOfStore) =>
        selfCheck({
          books,
          api,
          control: wallets.control,
          now: () => options.clock?.now() ?? new Date(),
          store,
          wallets: sandboxWallets,
        }),
      close,
    };
  } catch (fault) {
    await close();
    throw fault;
  }
}

export type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

/** On the port that the settings name, or on a free one when another program has it. */
async function openWallets(options: SandboxOptions): Promise<SandboxWallets> {
  const open = (port: number) =>
    startSandboxWallets({
      home: options.config.home,
      port,
      wallets: sandboxWallets,
      phonePages: join(options.pages, "phone"),
      ...(options.hub?.admin ? { hub: { fspiop: options.hub.fspiop, admin: options.hub.admin } } : {}),
      now: () => options.clock?.now() ?? new Date(),
      ...(options.clock && { clock: options.clock }),
      random: randomBytes,
      http: sandboxHttp,
      timer: machineTimer,
      say: (line) => options.say({ en: line, zh: line }),
    });
  try {
    return await open(options.config.sandboxPort);
  } catch (fault) {
    if (!(fault instanceof PortTaken)) throw fault;
    options.say({
      en: `Port ${options.config.sandboxPort} is taken: the sandbox listens on a free one (SANDBOX_PORT chooses).`,
      zh: `端口 ${options.config.sandboxPort} 已被占用，沙箱改用空闲端口（可用 SANDBOX_PORT 指定）。`,
    });
    return await open(0);
  }
}

function urlsOf(shop: string, wallets: SandboxWallets): { what: Words; url: string }[] {
  return [
    { what: { zh: "演示商城", en: "Demo shop" }, url: shop },
    { what: { zh: "模拟手机", en: "Pretend phone" }, url: `${wallets.control}/phone` },
    { what: { zh: "沙箱控制台", en: "Sandbox console" }, url: wallets.control },
  ];
}
