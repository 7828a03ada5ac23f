import { randomUUID } from "node:crypto";
import { fen, fromDecimalText, toDecimalText } from "#money";
import { conditionOf, fulfilmentOf, packetOf, readPacket } from "./ilp.ts";
import type { Person, WalletPeople } from "./people.ts";

type Body = Record<string, unknown>;
/** Says something to the hub; rejects when the hub does not take it. */
export type SayToHub = (source: string, method: string, path: string, body?: object, to?: string) => Promise<void>;

export type Answer = { ok: boolean; path: string; body: Body; source: string };
type Held = { person: Person; fen: bigint };

const text = (body: Body, name: string): string => (typeof body[name] === "string" ? body[name] : "");
const moneyOf = (value: unknown): bigint => {
  const { amount = "0" } = (value ?? {}) as { amount?: string };
  return fromDecimalText(amount, "CNY").minor;
};
const amountText = (minor: bigint): string => toDecimalText(fen(minor)).replace(/\.?0+$/, "");

export type QuoteView = {
  quote: string;
  transaction: string;
  to: { phone: string; name: string; wallet: string };
  fen: bigint;
  payerPays: bigint;
  packet: string;
  condition: string;
};

/** What a wallet knows. */
type State = {
  name: string;
  say: SayToHub;
  now: () => Date;
  secret: Buffer;
  own: Map<string, Person>;
  /** Sent and not yet ended, by transfer. */
  held: Map<string, Held>;
  /** Promised and not yet committed. */
  coming: Map<string, Held>;
  quotes: Map<string, QuoteView>;
  answerTo(path: string, ask: () => Promise<void>): Promise<Answer>;
};

/** What the hub says to the payee's side, and how a transfer ended. */
function hearing({ name, say, now, secret, own, held, coming }: State) {
  const hears: Record<string, (path: string, body: Body, from: string) => Promise<void>> = {
    async "GET parties"(path, _body, from) {
      const phone = decodeURIComponent(path.split("/")[3] ?? "");
      const person = own.get(phone);
      const partyIdInfo = { partyIdType: "MSISDN", partyIdentifier: phone, fspId: name };
      if (person) await say(name, "PUT", path, { party: { partyIdInfo, name: person.name } }, from);
      else await say(name, "PUT", `${path}/error`, errorOf("3204", "Party not found"), from);
    },
    async "POST quotes"(_path, body, from) {
      const payee = (body["payee"] as { partyIdInfo?: { partyIdentifier?: string } } | undefined)?.partyIdInfo;
      const phone = payee?.partyIdentifier ?? "";
      const path = `/quotes/${text(body, "quoteId")}`;
      if (!own.has(phone)) return await say(name, "PUT", `${path}/error`, errorOf("3204", "Party not found"), from);
      const amount = body["amount"] as { amount: string; currency: string };
      const packet = packetOf({ quoteId: text(body, "quoteId"), phone, ...amount });
      const terms = {
        ...{ transferAmount: amount, payeeReceiveAmount: amount, ilpPacket: packet },
        ...{ condition: conditionOf(secret, packet), expiration: new Date(now().getTime() + 60_000).toISOString() },
      };
      await say(name, "PUT", path, terms, from);
    },
    async "POST transfers"(_path, body, from) {
      const id = text(body, "transferId");
      const packet = text(body, "ilpPacket");
      const agreed = readPacket(packet);
      const person = own.get(agreed?.phone ?? "");
      const fits = conditionOf(secret, packet) === body["condition"] && moneyOf(agreed) === moneyOf(body["amount"]);
      if (!person || !fits)
        return await say(name, "PUT", `/transfers/${id}/error`, errorOf("5103", "These are not our terms"), from);
      coming.set(id, { person, fen: moneyOf(body["amount"]) });
      const fulfilment = fulfilmentOf(secret, packet).toString("base64url");
      await say(name, "PUT", `/transfers/${id}`, { transferState: "RESERVED", fulfilment }, from);
    },
    async "PATCH transfers"(path, body) {
      const id = path.split("/")[2] ?? "";
      const one = coming.get(id);
      coming.delete(id);
      if (one && body["transferState"] === "COMMITTED") one.person.fen += one.fen;
    },
    async "PUT transfers"(path, body) {
      const id = path.split("/")[2] ?? "";
      coming.delete(id);
      const one = held.get(id);
      if (one && path.endsWith("/error")) one.person.fen += one.fen;
      if (path.endsWith("/error") || body["transferState"] === "COMMITTED") held.delete(id);
    },
  };

  return hears;
}

/** The name of whoever has this phone number, at whatever wallet. */
async function look({ name, say, answerTo }: State, phone: string): Promise<Answer> {
  return await answerTo(`/parties/MSISDN/${phone}`, () => say(name, "GET", `/parties/MSISDN/${phone}`));
}

async function askQuote(state: State, from: string, phone: string, minor: bigint): Promise<QuoteView | Answer> {
  const { name, say, answerTo, quotes } = state;
  const found = await look(state, phone);
  if (!found.ok) return found;
  const party = found.body["party"] as { name: string; partyIdInfo: { fspId: string } };
  const [quote, transaction] = [randomUUID(), randomUUID()];
  const body = {
    ...{ quoteId: quote, transactionId: transaction, amountType: "SEND" },
    payer: { partyIdInfo: { partyIdType: "MSISDN", partyIdentifier: from, fspId: name } },
    payee: { partyIdInfo: party.partyIdInfo },
    amount: { currency: "CNY", amount: amountText(minor) },
    transactionType: { scenario: "TRANSFER", initiator: "PAYER", initiatorType: "CONSUMER" },
  };
  const to = party.partyIdInfo.fspId;
  const terms = await answerTo(`/quotes/${quote}`, () => say(name, "POST", "/quotes", body, to));
  if (!terms.ok) return terms;
  const view: QuoteView = {
    ...{ quote, transaction, to: { phone, name: party.name, wallet: to }, fen: minor },
    ...{ payerPays: payerPays(terms.body, minor), packet: text(terms.body, "ilpPacket") },
    condition: text(terms.body, "condition"),
  };
  quotes.set(quote, view);
  return view;
}

/** Sends what was quoted: the money is held until the hub says how it ended. */
async function send(state: State, from: string, quote: string): Promise<Answer> {
  const { name, say, answerTo, quotes, own, held, now } = state;
  const terms = quotes.get(quote);
  const person = own.get(from);
  if (!terms || !person) return { ok: false, path: "", source: name, body: errorOf("3205", "Quote not found") };
  if (person.fen < terms.payerPays)
    return { ok: false, path: "", source: name, body: errorOf("4001", "The balance is too small") };
  quotes.delete(quote);
  person.fen -= terms.payerPays;
  held.set(terms.transaction, { person, fen: terms.payerPays });
  const body = {
    ...{ transferId: terms.transaction, payerFsp: name, payeeFsp: terms.to.wallet },
    ...{ amount: { currency: "CNY", amount: amountText(terms.fen) }, ilpPacket: terms.packet },
    ...{ condition: terms.condition, expiration: new Date(now().getTime() + 30_000).toISOString() },
  };
  const path = `/transfers/${terms.transaction}`;
  return await answerTo(path, () => say(name, "POST", "/transfers", body, terms.to.wallet));
}

/** What waits for a callback of the hub about a path; without one in time, a word that there was none. */
function makeWaiting() {
  const waiting = new Map<string, (answer: Answer) => void>();
  return {
    hear: (answer: Answer): void => waiting.get(answer.path.replace(/\/error$/, ""))?.(answer),
    async answerTo(path: string, ask: () => Promise<void>): Promise<Answer> {
      let timer: NodeJS.Timeout | undefined;
      const answer = new Promise<Answer>((done) => {
        waiting.set(path, done);
        timer = setTimeout(() => done({ ok: false, path, source: "", body: noAnswer }), 15_000);
      });
      try {
        await ask();
        return await answer;
      } finally {
        clearTimeout(timer);
        waiting.delete(path);
      }
    },
  };
}

/**
 * A pretend wallet as the hub knows it: people with names and balances. As payer it holds the money until it hears how
 * the transfer ended; as payee it gives it when the hub says that it is committed.
 */
export function makeFspWallet({ name, people }: WalletPeople, say: SayToHub, now: () => Date, secret: Buffer) {
  const { hear, answerTo } = makeWaiting();
  const own = new Map(people.map((one) => [one.phone, { ...one }]));
  const state: State = {
    ...{ name, say, now, secret, own, held: new Map(), coming: new Map(), quotes: new Map(), answerTo },
  };
  const hears = hearing(state);
  return {
    name,
    people: () => [...own.values()],
    /** From the hub, at our endpoint. Never waits for what follows: the hub hears 202 first. */
    hear(method: string, path: string, body: Body, source: string): void {
      const handler = hears[`${method} ${path.split("/")[1]}`];
      void handler?.(path, body, source).catch(() => undefined);
      if (method === "PUT") hear({ ok: !path.endsWith("/error"), path, body, source });
    },
    async register(): Promise<void> {
      for (const { phone } of own.values()) {
        const path = `/participants/MSISDN/${phone}`;
        await answerTo(path, () => say(name, "POST", path, { fspId: name, currency: "CNY" }));
      }
    },
    look: (phone: string) => look(state, phone),
    quote: (from: string, phone: string, minor: bigint) => askQuote(state, from, phone, minor),
    send: (from: string, quote: string) => send(state, from, quote),
  };
}

export type FspWallet = ReturnType<typeof makeFspWallet>;

const errorOf = (errorCode: string, errorDescription: string) => ({
  errorInformation: { errorCode, errorDescription },
});
const noAnswer = errorOf("2004", "The hub did not answer in time");

function payerPays(terms: Body, minor: bigint): bigint {
  const { extension = [] } = (terms["extensionList"] ?? {}) as { extension?: { key: string; value: string }[] };
  const told = extension.find((one) => one.key === "payerPays")?.value.split(" ")[0];
  return told === undefined ? minor : fromDecimalText(told, "CNY").minor;
}
