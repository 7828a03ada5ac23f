import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import type { EndpointOwner, WebhookDelivery, WebhookEndpoint, WebhooksDoor } from "#webhooks";
import { createMetrics } from "../metrics.ts";
import type { HttpConfig, HttpParts } from "../parts.ts";
import { buildServer } from "../server.ts";
import type { WalletFacts } from "../wallet-facts.ts";
import { fakeAcceptance } from "./acceptance.ts";
import { fakeAfterRelease } from "./after-release.ts";
import { fakeAlliance, fakeReach } from "./alliance.ts";
import { fakeCodes, fakePayerRules } from "./codes.ts";
import { fakeContacts } from "./contacts.ts";
import { fakeBooks, fakeDecisions, fakeDirectory, fakeEvents, fakeOpenings } from "./directory.ts";
import { fakeDisputes } from "./disputes.ts";
import { fakeCampaigns, fakeEntries, fakeLicences } from "./hosts.ts";
import { fakeHub } from "./hub.ts";
import { fakeAgreements, fakeLinks } from "./links.ts";
import { fakeLists } from "./lists.ts";
import { fakeOnboarding } from "./onboarding.ts";
import { fakeOversight } from "./oversight.ts";
import { fakePayments, page, repeats } from "./payments.ts";
import { east, id } from "./people.ts";
import { fakePeople } from "./people-door.ts";
import { fakeReconciliation } from "./reconciliation.ts";
import { fakeSettlement } from "./settlement.ts";
import { start } from "./views.ts";
import { fakeWatch } from "./watch.ts";

export * from "./payments.ts";
export * from "./people.ts";
export * from "./views.ts";

const wechatpay: WalletFacts = {
  ...{ id: "wechatpay", title: { zh: "微信支付", en: "WeChat Pay" }, mark: { svg: "<svg/>", colour: "#07c160" } },
  ...{ currencies: ["CNY"], methods: ["qr", "jump"], combined: { methods: ["qr"], partsMax: 10 } },
  ...{ inAppNeedsOpenid: true, inAppUserAgent: "MicroMessenger", schemes: ["weixin:"] },
  settings: [
    { name: "mchid", title: { zh: "商户号", en: "Merchant number" }, secret: false, required: true, shape: "text" },
  ],
};

const endpoint: WebhookEndpoint = {
  ...{ id: id("whe", 1), marketplace: east, url: "https://shop.example/hooks", description: "", events: ["*"] },
  ...{ state: "enabled", disabled_reason: null, failing_since: null, created_at: start, store: null },
};
const delivery: WebhookDelivery = {
  ...{ id: id("whd", 1), endpoint: endpoint.id, marketplace: east, event: id("evt", 1), event_type: "payment.paid" },
  ...{ state: "waiting", attempts: [{ at: start, status: 500, took_ms: 12, says: "oops" }], next_at: start },
  ...{ created_at: start, store: null },
};

function fakeWebhooks(): WebhooksDoor {
  const once = repeats();
  const mine = ({ marketplace, store }: EndpointOwner) =>
    store === null && (marketplace === null || marketplace === east);
  const told = () => ({ endpoint, secret: "whsec_c2VjcmV0" });
  // The faults of the fakes are HTTP's own list, wider than the room's; nothing here refuses.
  const asked = async <T>(repeat: Parameters<typeof once>[0], make: () => T) => {
    const result = await once(repeat, make);
    return result.ok ? result : { ok: false as const, fault: "idempotency_key_reused" as const };
  };
  return {
    createEndpoint: ({ store }, repeat) => asked(repeat, () => ({ ...told(), endpoint: { ...endpoint, store } })),
    getEndpoint: async (one) => (one === endpoint.id ? endpoint : null),
    listEndpoints: async (whose, at) => page(mine(whose) ? [endpoint] : [], at),
    changeEndpoint: async (_id, change) => ({ ok: true, value: { ...endpoint, ...change } }),
    rollSecret: (_id, _seconds, repeat) => asked(repeat, told),
    getDelivery: async (one) => (one === delivery.id ? delivery : null),
    listDeliveries: async (whose, at) => page(mine(whose) ? [delivery] : [], at),
    replay: (_id, repeat) => asked(repeat, () => delivery),
  };
}

export type Rig = {
  app: FastifyInstance;
  parts: HttpParts;
  payments: ReturnType<typeof fakePayments>;
  /** What was logged, line by line. */
  lines: string[];
  /** Runs every timer that is set, once. */
  tick(): void;
  timers(): number;
};

/** The HTTP room over rooms in memory. */
export async function openRig(change: { parts?: Partial<HttpParts>; config?: Partial<HttpConfig> } = {}): Promise<Rig> {
  const payments = fakePayments();
  const lines: string[] = [];
  const timers = new Set<() => void>();
  let ids = 0;
  const parts: HttpParts = {
    payments: payments.door,
    ...{
      directory: fakeDirectory(),
      people: fakePeople(),
      oversight: fakeOversight(),
      watch: fakeWatch(),
      lists: fakeLists(),
      ...{ campaigns: fakeCampaigns(), entries: fakeEntries(), licences: fakeLicences() },
      openings: fakeOpenings(),
      decisions: fakeDecisions(),
      settlement: { ...fakeSettlement(), ...fakeAfterRelease() },
      mayApprove: (caller, _, proposer) =>
        caller.id === proposer ? { ok: false, detail: { why: "approver_is_proposer" } } : { ok: true },
      whyNotTwo: async (one, other) => (one === other ? { why: "approver_is_proposer" } : null),
      onboarding: fakeOnboarding(),
      disputes: fakeDisputes(),
      links: fakeLinks(),
      agreements: fakeAgreements(),
      ...{ alliance: fakeAlliance(), reach: fakeReach() },
      codes: fakeCodes(),
      payerRules: fakePayerRules(),
      hub: fakeHub(),
      acceptance: fakeAcceptance(),
      books: fakeBooks(),
      events: fakeEvents(),
      reconciliation: fakeReconciliation(),
      contacts: fakeContacts(),
    },
    webhooks: fakeWebhooks(),
    wallets: [wechatpay],
    ids: { next: (prefix) => id(prefix, ++ids % 1000) },
    clock: { now: () => start },
    timers: {
      every(_ms, callback) {
        timers.add(callback);
        return () => timers.delete(callback);
      },
    },
    metrics: createMetrics(),
    ready: async () => ({ database: true }),
    ...change.parts,
    config: {
      ...{
        publicUrl: "http://hutong.test",
        webDist: join(import.meta.dirname, "no-such-folder"),
        consoleDist: join(import.meta.dirname, "no-such"),
        tillDist: join(import.meta.dirname, "no-such"),
        sandbox: true,
      },
      ...{ trustProxy: false, limits: null },
      log: { level: "info", slowMs: 60_000, stream: { write: (line: string) => void lines.push(line) } },
      ...change.config,
    },
  };
  const app = await buildServer(parts);
  // What the start says of itself (the pages are not there) is no test's business.
  lines.length = 0;
  const tick = () => timers.forEach((call) => void call());
  return { app, parts, payments, lines, tick, timers: () => timers.size };
}
