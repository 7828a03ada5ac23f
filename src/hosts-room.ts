import { type AdAsked, createCampaigns } from "#campaigns";
import { bucketOf, type Clock, type Db, type Ids, isId } from "#db";
import type { Directory } from "#directory";
import { createEntries } from "#entries";
import { createLicences, type LicenceScope } from "#licences";
import { dayOf, decide, type Openings, type Standing } from "#openings";
import type { PaymentFault, Payments, Started } from "#payments";
import type { Settlement } from "#settlement";
import type { Http, Wallet } from "#wallets/protocol";

type Needs = {
  db: Db;
  clock: Clock;
  ids: Ids;
  hmac(text: string): Buffer;
  seal(text: string, aad: string): string;
  open(sealed: string, aad: string): string;
  directory: Directory;
  openings: Openings;
  payments: Payments;
  settlement: Pick<Settlement, "recoverOwed">;
  /** To a host app's server. */
  http: Http;
  sandbox: boolean;
  wallet(account: string): Promise<Pick<Wallet, "withdrawals"> | null>;
  alarm(what: string, about: Readonly<Record<string, unknown>>): void;
};

/** What happens in host apps: advertisements, entries, licences. Each asks the openings, and nobody else. */
export function openHosts({ directory, openings, payments, settlement, wallet, http, ...parts }: Needs) {
  const { snapshot } = directory;
  const permit = (
    capability: string,
    asked: Omit<AdAsked, "host" | "surface">,
    partner: string,
    method: string | null,
  ) => permitOf({ directory, openings }, { ...asked, capability, partner, method }, parts.clock.now());
  const timeZoneOf = (marketplace: string) => snapshot.marketplace(marketplace)?.time_zone ?? "Asia/Shanghai";
  const campaigns = createCampaigns({
    ...parts,
    decide: ({ host, surface, ...asked }) => permit("ad", asked, host, surface),
    ownerOfAccount: (account) => snapshot.walletAccount(account)?.marketplace ?? null,
    recoverOwed: settlement.recoverOwed,
    liesApart: (store, account) => snapshot.subMerchantAt(store, account) !== null,
    dayOf: (marketplace, at) => dayOf(at, timeZoneOf(marketplace)),
    async payouts(account) {
      const found = (await wallet(account))?.withdrawals;
      return found?.toAnyCard ? found : null;
    },
  });
  const entries = createEntries<Started, PaymentFault>({
    ...parts,
    decide: ({ marketplace, host, surface }) => permit("entry", { marketplace, store: null }, host, surface),
    buyerOf: buyerOf.bind(null, parts.db),
    call: async ({ url, body, timeoutMs }) => {
      const headers = { "content-type": "application/json" };
      const answer = await http({ method: "POST", url, headers, body, timeoutMs });
      return { status: answer.status, body: answer.body.toString("utf8") };
    },
    pay: ({ marketplace, checkout, wallet, openid }, repeat) => {
      const caller = { kind: "house", id: repeat?.caller ?? "entry", marketplace, store: null };
      const how = { method: "in_app", device: "phone", by_friend: false } as const;
      return payments.startPayment(caller, { checkout, wallet, ...how, buyer: { openid } }, repeat);
    },
  });
  const licences = createLicences({
    ...parts,
    decide: ({ marketplace, host, scope }, now) => {
      const asked = { marketplace, store: null, capability: "licence", partner: host, method: methodOf(scope) };
      return permitOf({ directory, openings }, asked, now);
    },
    timeZoneOf,
  });
  return { campaigns, entries, licences };
}

/** What the rooms do by themselves: credits, what is due of bills and payouts, clicks that are trimmed. */
export function hostChores({ campaigns }: Pick<ReturnType<typeof openHosts>, "campaigns">) {
  return [
    { name: "campaigns", everyMs: 1000, run: campaigns.follow },
    { name: "campaigns' money", everyMs: 2000, run: campaigns.tick },
    { name: "clicks", everyMs: 20_000, run: campaigns.trimClicks },
  ];
}

/** A licence's scopes are the methods of that name. */
const methodOf = (scope: LicenceScope): string => scope;

type Asked = { marketplace: string; store: string | null; capability: string; partner: string; method: string | null };

/** The openings' word for a marketplace, or for one of its stores. */
function permitOf({ directory, openings }: Pick<Needs, "directory" | "openings">, asked: Asked, now: Date) {
  const known = asked.store === null ? null : directory.snapshot.store(asked.store);
  const state = known?.state;
  const shut: Standing = state === undefined ? "store_unknown" : state === "open" ? "ready" : `store_${state}`;
  const facts = {
    ...{ ...asked, store: asked.store ?? "", amount: null, buyer: {}, health: "well" as const },
    storeFacts: { tags: known?.tags ?? {}, signedUpAt: null },
    standing: asked.store === null ? ("ready" as const) : shut,
  };
  const { open, reasons } = decide(facts, openings.programmesFor(asked.marketplace), now);
  return { open, reasons };
}

/** The marketplace's own number for a checkout's buyer. */
async function buyerOf(db: Db, checkout: string, marketplace: string): Promise<string | null> {
  if (!isId(checkout, "chk")) return null;
  const [row] = await db.read<{ reference: string | null }>(
    "select buyer ->> 'reference' as reference from checkouts where bucket = $1 and id = $2 and marketplace = $3",
    [bucketOf(checkout), checkout, marketplace],
  );
  return row?.reference ?? null;
}
