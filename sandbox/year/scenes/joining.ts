import { plainPng } from "../../../src/wallets/fake-pictures.ts";
import { inTurn, must, type YearMarket, type YearStore } from "../market.ts";
import { openDay } from "../plan.ts";
import type { YearRooms } from "../rooms.ts";
import type { Scene } from "./index.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const wallet = "wechatpay";

/** Made up; the numbers have the right form and are nobody's. */
function fieldsOf(store: YearStore, n: number) {
  const holder = `${store.name.zh}商贸有限公司（模拟）`;
  return {
    ...{ business_name: holder, licence_number: "91440300MA5F00000X", legal_person: "韩梅梅" },
    ...{ id_number: "11010519491231002X", id_valid_from: "2020-01-01", id_valid_to: "long_term" },
    ...{ contact_name: "韩梅梅", contact_phone: "13800138000", contact_email: `store-${n}@example.com` },
    ...{ account_bank: "工商银行", bank_region: "440300", account_holder: holder },
    ...{ account_number: "6222020200112233", short_name: shortName(store), store_name: store.name.zh },
    store_url: `https://store-${n}.example`,
  };
}

const shortName = (store: YearStore): string => store.name.zh.slice(0, 20);
const documents = ["licence", "id_front", "id_back"];

type Given = { rooms: YearRooms; market: Pick<YearMarket, "marketplace">; store: YearStore; n: number; at: Date };

/** A draft with what its owner filled in so far. */
async function draft({ rooms, market, store, n, at }: Given, whole: boolean): Promise<string> {
  const { onboarding } = rooms;
  return await rooms.in({ at }, async () => {
    const asked = { marketplace: market.marketplace, store: store.id, wallet, applicant: "company" as const };
    const { id } = must(await onboarding.createApplication(store.owner, asked, null));
    const { business_name, short_name, ...rest } = fieldsOf(store, n);
    const fields = whole ? { business_name, short_name, ...rest } : { business_name, short_name };
    must(await onboarding.saveFields(id, { fields }));
    for (const name of whole ? documents : documents.slice(0, 1))
      must(await onboarding.putDocument(store.owner, id, { name, content: plainPng(400, 300, n) }));
    if (!whole) return id;
    const [terms] = await onboarding.listTerms({ marketplace: market.marketplace, wallet });
    if (terms) must(await onboarding.acceptTerms(store.owner, id, { version: terms.version, hash: terms.hash }));
    return id;
  });
}

async function send(given: Given, id: string): Promise<void> {
  const { rooms, store } = given;
  const at = new Date(given.at.getTime() + hourMs);
  await rooms.in({ at }, async () => must(await rooms.onboarding.submit(store.owner, id, null)));
}

type Word = "accepted" | "rejected" | "action_needed";

/** The wallet says its word some hours after it was sent; the house asks and hears it. */
async function hear({ rooms, store, at }: Given, id: string, word: Word, hours: number): Promise<void> {
  rooms.phone.reviews.set(shortName(store), word);
  const moment = { at: new Date(at.getTime() + hours * hourMs) };
  await rooms.in(moment, () => rooms.onboarding.check(id));
}

export async function publishTerms({ rooms, market, from }: Pick<Scene, "rooms" | "market" | "from">): Promise<void> {
  const terms = { zh: "店铺入驻微信支付协议（模拟）", en: "Terms for stores that join WeChat Pay (simulated)" };
  const told = { ...terms, marketplace: market.marketplace, wallet };
  const at = new Date(from.getTime() + 80 * dayMs);
  const publish = () => rooms.onboarding.publishTerms(market.staff.operator.id, told);
  await rooms.in({ at }, publish);
}

/** Stores that joined by an application, before their wallet opened: accepted, and seen by buyers from its day on. */
export async function joinByApplication(
  scene: Pick<Scene, "rooms" | "market" | "from">,
  stores: readonly (readonly [store: YearStore, n: number])[],
): Promise<void> {
  const { rooms, market, from } = scene;
  const open = openDay[wallet] ?? 0;
  await inTurn(stores.length, async (k) => {
    const [store, n] = stores[k] ?? [];
    if (!store || n === undefined) return;
    const given = { rooms, market, store, n, at: new Date(from.getTime() + (open - 20 + k) * dayMs) };
    const id = await draft(given, true);
    await send(given, id);
    await hear(given, id, "accepted", 50);
    const seen = { at: new Date(from.getTime() + (open + 46) * dayMs) };
    await rooms.in(seen, () => rooms.onboarding.check(id));
  });
}

/** What happens to applications: one at each step, the newest still a draft. */
const stories: readonly ((given: Given) => Promise<void>)[] = [
  async (given) => void (await draft(given, false)),
  async (given) => void (await draft(given, true)),
  async (given) => await send(given, await draft(given, true)),
  async (given) => {
    const id = await draft(given, true);
    await send(given, id);
    await hear(given, id, "action_needed", 30);
  },
  async (given) => {
    const id = await draft(given, true);
    await send(given, id);
    await hear(given, id, "rejected", 26);
  },
  async (given) => {
    const id = await draft(given, true);
    await send(given, id);
    await hear(given, id, "rejected", 20);
    const { rooms, store, at } = given;
    const again = { ...given, at: new Date(at.getTime() + 30 * hourMs) };
    await rooms.in({ at: again.at }, async () => {
      const clear = { name: "licence", content: plainPng(800, 600, given.n) };
      must(await rooms.onboarding.putDocument(store.owner, id, clear));
    });
    rooms.phone.reviews.delete(shortName(store));
    await send(again, id);
  },
  async ({ rooms, store, at, ...rest }) => {
    const id = await draft({ rooms, store, at, ...rest }, true);
    const moment = { at: new Date(at.getTime() + 9 * hourMs) };
    await rooms.in(moment, async () => must(await rooms.onboarding.withdraw(store.owner, id, null)));
  },
];

/** Stores that have not joined yet, and are on their way. */
export async function applyNow({ rooms, market, now }: Scene): Promise<void> {
  const late = market.stores.flatMap((store, n) => (store.wallets.includes(wallet) ? [] : [[store, n] as const]));
  await Promise.all(
    stories.map(async (play, k) => {
      const [store, n] = late[k] ?? [];
      if (store && n !== undefined)
        await play({ rooms, market, store, n, at: new Date(now.getTime() - (k * 0.6 + 2.6) * dayMs) });
    }),
  );
  // Looked at today: the house asks again in an hour.
  rooms.at(now);
  await rooms.onboarding.tick();
}
