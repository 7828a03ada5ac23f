import { createHmac, createSecretKey } from "node:crypto";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Calls } from "#calls";
import type { Config } from "#config";
import { type Clock, type HouseEvent, makeIds, openDatabase, type Random } from "#db";
import { createContacts, createDirectory, createSealer, type Directory } from "#directory";
import { buildServer, createMetrics, type Timers } from "#http";
import { createOversight } from "#oversight";
import { escrow, receivable } from "#payments";
import { createPeople } from "#people";
import { agreedFees } from "#reconciliation";
import { createSettlement } from "#settlement";
import { wallets } from "#wallets";
import type { Http, WalletKind } from "#wallets/protocol";
import { createWebhooks } from "#webhooks";
import { makeAcceptanceDoor } from "./acceptance-room.ts";
import { makeAlarmBook } from "./alarm-book.ts";
import { makeAlarms } from "./alarms.ts";
import { openAlliance } from "./alliance-room.ts";
import { callChores, openCalls, watchedCalls } from "./calls-room.ts";
import { makeDecisions } from "./decisions.ts";
import { openDisputes } from "./disputes-room.ts";
import { makeEventsDoor } from "./events-door.ts";
import { hashRoot } from "./hash-root.ts";
import { hostChores, openHosts } from "./hosts-room.ts";
import { makeBooksDoor } from "./house-doors.ts";
import { makeHubDoor } from "./hub-door.ts";
import { hubChores, openHub, openTransfers } from "./hub-room.ts";
import { linkChores, openLinks } from "./links-room.ts";
import { listChores, openLists } from "./lists-room.ts";
import type { MasterKey } from "./master-key.ts";
import { openOpenings } from "./openings-room.ts";
import { makeOverCaps } from "./over-caps.ts";
import { pastOf } from "./past-orders.ts";
import { openPaying } from "./paying-room.ts";
import { pooledRandom } from "./pooled-random.ts";
import { openReconciliation, reconciliationChores } from "./reconciliation-room.ts";
import { marketplaceOf, subMerchantOf } from "./settlement-room.ts";
import { signInParts } from "./sign-in-room.ts";
import { makeTrim } from "./trim.ts";
import { voucherMoney } from "./voucher-money.ts";
import { makeWalletConnections } from "./wallet-connections.ts";
import { makeWalletHttp } from "./wallet-http.ts";
import { openWatch, watchWallets } from "./watch-room.ts";
import { type Chore, makeFollower, relayChore, relayOnce, startWorker } from "./worker.ts";

/** What comes from outside and may be replaced: tests and the simulation hand in their own. */
export type HouseOutside = {
  clock: Clock;
  random: Random;
  timers: Timers;
  http?: Http;
  /** Opens the database; the simulation's dies at a moment of its choice. */
  database?: typeof openDatabase;
  /** Lets real time pass, where something may come about by itself. */
  wait(ms: number): Promise<void>;
};

export type HouseOptions = {
  config: Config;
  masterKey: MasterKey;
  /** As role hutong_app, on a migrated database. */
  databaseUrl: string;
  /** Folder with a folder of built files for each page (cashier, …). */
  pages: string;
  outside?: Partial<HouseOutside>;
  /** False: nothing runs by itself; tests call settle(). */
  worker?: boolean;
  /** Other wallets than those of the list; for tests. */
  kinds?: readonly WalletKind[];
};

const realOutside: HouseOutside = {
  clock: { now: () => new Date() },
  random: pooledRandom(),
  wait: (ms) => setTimeout(ms),
  timers: {
    every(ms, callback) {
      const timer = setInterval(callback, ms);
      return () => clearInterval(timer);
    },
  },
};

/** Keys and rooms alone, without HTTP and worker: what the simulation opens, kills and opens again. */
export async function openHouse(options: HouseOptions, publicUrl: string) {
  const outside = { ...realOutside, ...options.outside };
  const { sealer, hmac } = await openKeys(options, outside.random);
  const rooms = openRooms({ ...options, sealer, hmac }, outside, publicUrl);
  await rooms.refresh();
  return rooms;
}

/** The composition root: plain calls, top to bottom. */
export async function buildHouse(options: HouseOptions) {
  const outside = { ...realOutside, ...options.outside };
  const { config } = options;
  const port = config.port === 0 ? await freePort(config.host) : config.port;
  const rooms = await openHouse(options, config.publicUrl ?? `http://${config.host}:${port}`);
  const app = await buildApp(options, rooms);
  const hub = config.hub
    ? await openHub({ ...rooms, ...rooms.hubNeeds, production: config.mode === "production" })
    : null;
  rooms.alarms.tell = (alarm) => app.log.warn({ about: alarm.about }, `alarm: ${alarm.what}`);
  const told = (fault: unknown, name: string) => app.log.error({ err: fault }, `chore ${name} failed`);
  const worker =
    options.worker === false ? null : startWorker(outside.timers, [...choresOf(rooms), ...hubChores(hub, rooms)], told);
  const { db, directory, publicUrl } = rooms;
  return {
    ...rooms,
    app,
    async listen(): Promise<{ url: string }> {
      await app.listen({ host: config.host, port });
      if (config.hub) await hub?.listen({ host: config.host, port: config.hub.port });
      return { url: publicUrl };
    },
    walletHub: hub,
    settle: () => settle(rooms),
    operatorToken: () => tokenOf(directory, outside.clock, "operator"),
    approverToken: () => tokenOf(directory, outside.clock, "approver"),
    async close(): Promise<void> {
      await app.close();
      await worker?.stop();
      await rooms.calls.flush().catch((fault: unknown) => told(fault, "wallet calls"));
      await rooms.alarmBook.flush().catch((fault: unknown) => told(fault, "alarms"));
      await hub?.close();
      await directory.flushUse();
      await rooms.network.close();
      await db.close();
    },
  };
}

export type House = Awaited<ReturnType<typeof buildHouse>>;

/** What the master keys at hand open, and the hashes that stay the same whichever of them is current. */
async function openKeys(options: HouseOptions, random: Random) {
  const older = () => options.config.olderKeys?.() ?? [];
  const atStart = older();
  const sealer = createSealer({ current: options.masterKey, older: atStart, more: older, random });
  const root = await hashRoot(options.databaseUrl, sealer, atStart.at(-1) ?? options.masterKey);
  return { sealer, hmac: keyedHash(root) };
}

function openRooms(
  options: HouseOptions & Awaited<ReturnType<typeof openKeys>>,
  outside: HouseOutside,
  publicUrl: string,
) {
  const { clock, random, sealer, hmac } = { ...outside, ...options };
  const db = (outside.database ?? openDatabase)(options.databaseUrl, { poolSize: 16, applicationName: "hutong" });
  const ids = makeIds(clock, random);
  const metrics = createMetrics();
  const kinds = options.kinds ?? Object.values(wallets);
  const mode: "test" | "live" = options.config.mode === "sandbox" ? "test" : "live";
  const directory = createDirectory({ db, clock, ids, random, sealer, walletKinds: kinds, mode });
  const alarms = makeAlarms(clock);
  const signIn = { alarm: alarms.raise, ...signInParts(options.config, publicUrl) };
  const people = createPeople({ db, clock, ids, random, sealer, directory, ...signIn });
  const told = { alarm: alarms.raise, wait: outside.wait };
  const steering = { random, directory, kinds, live: mode === "live", ...told };
  const { openings, caps, guards } = openOpenings({ db, clock, ids, ...steering });
  const money = voucherMoney(() => ({ directory, settlement, payments, ...told, wallet: connections.connect }));
  const toLinks = { random, publicUrl, hmac, directory, openings, live: mode === "live", money, kinds };
  const linked = openLinks({ db, clock, ids, ...toLinks, follow: options.config.linkFollow ?? null });
  const refresh = async (): Promise<void> => {
    await directory.refresh();
    await openings.refresh();
    await linked.links.refresh();
    await acceptance.refresh();
    await payerRules.refresh();
    await hosts.licences.refresh();
  };
  const calls = openCalls({ db, clock, ids, metrics, alarm: alarms.raise, config: options.config });
  const { network, breaker, connections } = openWallets({ outside, metrics, kinds, directory, calls, alarms });
  const decisions = makeDecisions({ directory, openings, ...pastOf(db), health: breaker.healthOf });
  const sealing = { seal: sealer.seal, open: sealer.open, alarm: alarms.raise };
  const places = { subMerchant: subMerchantOf(directory), marketplaceOf: marketplaceOf(directory) };
  const outsideOfBooks = { wallet: connections.connect, whyNotTwo: directory.whyNotTwo, ...places, ...sealing };
  const settlement = createSettlement({ db, clock, ids, escrow, receivable, ...outsideOfBooks });
  const { acceptance, onboarding, payments, codes, payerRules } = openPaying({
    ...{ db, clock, ids, kinds, mode, publicUrl, hmac, metrics, directory, openings, caps, decisions, connections },
    ...{ settlement, sealing, refresh, calls },
  });
  const toApps = { http: outside.http ?? network.http, sandbox: mode === "test" };
  const hosts = openHosts({
    ...{ db, clock, ids, hmac, directory, openings, payments, settlement, ...outsideOfBooks, ...toApps },
  });
  const disputes = openDisputes({ db, clock, ids, directory, payments, settlement, ...sealing });
  const reconciliation = openReconciliation({ db, clock, ids, directory, payments, connections, alarms, sealer });
  const transfers = openTransfers({ db, clock, ids, lanes: 2 });
  const alarmBook = makeAlarmBook({ db, clock, ids, directory, alarms });
  const hub = makeHubDoor({ ids, sealer, transfers, mayApprove: directory.mayApprove, production: mode === "live" });
  const toHooks = { privateTargets: mode === "test", metrics, alarm: alarms.raise };
  return {
    ...{ db, ids, clock, timers: outside.timers, kinds, publicUrl, metrics, network, alarms, alarmBook },
    ...{ directory, people, openings, decisions, caps, payments, settlement, disputes, reconciliation },
    webhooks: createWebhooks({ db, clock, ids, random, sealer, ...toHooks }),
    ...openAlliance({ db, clock, ids, random, openings, directory }),
    ...{ onboarding, codes, payerRules, transfers, hub, calls, contacts: createContacts({ db, clock, ids, sealer }) },
    hubNeeds: { sealer, alarm: alarms.raise, hashKey: hmac("persons at the hub") },
    oversight: createOversight({ db, clock, ids, agreedFees: (paid) => agreedFees(db, paid) }),
    lists: openLists({ db, clock, ids, directory, people, payments, disputes, reconciliation, wallets: kinds }),
    watch: {
      ...openWatch({ db, clock, ids, kinds, breaker, directory, payments, connections, ...told }),
      ...{ alarms: alarmBook, calls },
    },
    ...linked,
    ...hosts,
    overCaps: makeOverCaps({ clock, ...openings, close: payments.closeOverCaps }),
    ...{ connections, refresh, guards, clearing: acceptance },
    acceptance: makeAcceptanceDoor(acceptance, directory.mayApprove),
  };
}

type WalletParts = {
  outside: HouseOutside;
  metrics: ReturnType<typeof createMetrics>;
  kinds: readonly WalletKind[];
  directory: Directory;
  calls: Calls;
  alarms: { raise: Parameters<typeof watchWallets>[0]["alarm"] };
};

/** The way to the wallets: the network, a connection an account, and the breaker that watches their answers. */
function openWallets({ outside, metrics, kinds, directory, calls, alarms }: WalletParts) {
  const { clock, random } = outside;
  const network = makeWalletHttp(
    (host, outcome, seconds) => metrics.walletCalled(host, "http", outcome, seconds),
    () => performance.now(),
  );
  const toWallets = {
    ...(outside.http ? {} : { stream: network.stream }),
    ...{ http: calls.http(outside.http ?? network.http), now: clock.now, random },
  };
  const unwatched = makeWalletConnections(kinds, toWallets, {
    version: directory.walletVersion,
    settings: (account) => accountSettings(directory, account),
  });
  const walletOf = (account: string) => directory.snapshot.walletAccount(account)?.wallet ?? null;
  const noted = watchedCalls(unwatched, calls, walletOf);
  return { network, ...watchWallets({ clock, alarm: alarms.raise, directory, connections: noted }) };
}

type Rooms = ReturnType<typeof openRooms>;

function buildApp(options: HouseOptions, rooms: Rooms) {
  const { config } = options;
  const { db, directory } = rooms;
  const production = config.mode === "production";
  return buildServer({
    ...rooms,
    wallets: rooms.kinds,
    mayApprove: directory.mayApprove,
    whyNotTwo: directory.whyNotTwo,
    books: makeBooksDoor(db, (account) => directory.snapshot.walletAccount(account)?.wallet ?? null),
    events: makeEventsDoor(db),
    ready: async () => ({ database: (await db.read("select 1")).length === 1 }),
    config: {
      publicUrl: rooms.publicUrl,
      webDist: join(options.pages, "cashier"),
      consoleDist: join(options.pages, "console"),
      tillDist: join(options.pages, "till"),
      sandbox: !production,
      trustProxy: production ? (config.trustedProxies ?? "loopback") : false,
      limits: production ? { bearer: 6000, visitor: 300 } : null,
      log: { level: config.logLevel, slowMs: 1000 },
    },
  });
}

function choresOf(rooms: Rooms): Chore[] {
  const { db, payments, webhooks, clock } = rooms;
  const told = (event: HouseEvent): void => {
    if ("checkout" in event.data && typeof event.data.checkout === "string") payments.changed(event.data.checkout);
  };
  const follow = makeFollower(db, payments.watched, told, payments.allChanged);
  const once = (work: () => Promise<unknown>) => async () => {
    await work();
    return 0;
  };
  return [
    { name: "relay", everyMs: 200, run: () => relayChore(db) },
    { name: "follow", everyMs: 500, run: follow },
    { name: "due", everyMs: 1000, run: payments.workDue },
    { name: "settlement", everyMs: 1000, run: rooms.settlement.tick },
    { name: "second looks", everyMs: 1000, run: payments.noteEnded },
    { name: "onboarding", everyMs: 1000, run: rooms.onboarding.tick },
    { name: "disputes", everyMs: 1000, run: rooms.disputes.tick },
    { name: "webhooks", everyMs: 1000, run: () => webhooks.tick(clock.now()) },
    // A change must be felt within a second in every process: half of it for waiting, half for reading.
    { name: "refresh", everyMs: 500, run: once(rooms.refresh) },
    { name: "openings", everyMs: 1000, run: rooms.openings.tick },
    { name: "telling", everyMs: 1000, run: rooms.openings.tellStores },
    { name: "over caps", everyMs: 1000, run: rooms.overCaps },
    { name: "caps", everyMs: 5000, run: rooms.caps.sweep },
    { name: "figures", everyMs: 1000, run: rooms.guards.feed },
    { name: "guards", everyMs: 2000, run: rooms.openings.watchGuards },
    { name: "wallets", everyMs: 3_600_000, run: once(rooms.connections.refresh) },
    { name: "trim", everyMs: 20_000, run: makeTrim(db, clock, rooms.calls.keptDays) },
    ...callChores(rooms),
    ...linkChores(rooms),
    { name: "clearing", everyMs: 5000, run: rooms.clearing.tick },
    ...hostChores(rooms),
    ...reconciliationChores(rooms.reconciliation, rooms.metrics, rooms.alarmBook),
    ...rooms.watch.chores,
    ...listChores(rooms.lists),
    { name: "keys used", everyMs: 60_000, run: once(rooms.directory.flushUse) },
  ];
}

/** Does everything that is due until nothing is left: what tests call instead of waiting. */
async function settle(rooms: Rooms): Promise<void> {
  const { db, payments, webhooks, clock } = rooms;
  await rooms.refresh();
  for (let turn = 0; turn < 100; turn++) {
    const done = [await relayOnce(db), await payments.workDue(), await webhooks.tick(clock.now())];
    done.push(
      await rooms.openings.tick(),
      await rooms.overCaps(),
      await rooms.openings.tellStores(),
      await rooms.settlement.tick(),
      await rooms.disputes.tick(),
      await rooms.onboarding.tick(),
      await rooms.agreements.tick(),
      await rooms.agreements.vouchersDue(),
      await rooms.campaigns.follow(),
      await rooms.campaigns.tick(),
    );
    if (done.every((count) => count === 0)) return await rooms.calls.flush();
  }
  throw new Error("The house does not come to rest.");
}

/** A key of its own for secrets that follow from an id, so that the master key only ever seals. */
function keyedHash(root: Buffer): (text: string) => Buffer {
  const key = createSecretKey(root);
  return (text) => createHmac("sha256", key).update(text).digest();
}

function accountSettings(directory: Directory, account: string) {
  const view = directory.snapshot.walletAccount(account);
  const found = view && directory.walletSettings(account);
  return found ? { wallet: view.wallet, ...found } : null;
}

/** A token of somebody new with that role over the whole house, for the run that seeds the sandbox. */
async function tokenOf(directory: Directory, clock: Clock, role: "operator" | "approver"): Promise<string> {
  const person = await directory.createPerson({ name: `Sandbox ${role}` }, null);
  if (!person.ok) throw new Error(`The ${role} could not be made: ${person.fault}.`);
  const membership = await directory.addMembership(person.value.id, {
    person: person.value.id,
    marketplace: null,
    merchant: null,
    store: null,
    role,
  });
  if (!membership.ok) throw new Error(`The ${role} could not be given a role: ${membership.fault}.`);
  const expiresAt = new Date(clock.now().getTime() + 30 * 86_400_000);
  const token = await directory.issueToken({ membership: membership.value.id, title: "sandbox", expiresAt });
  if (!token.ok) throw new Error(`The ${role}'s token could not be made: ${token.fault}.`);
  return token.value.token;
}

async function freePort(host: string): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, host, resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
