import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { csrfOf } from "./session-cookie.ts";
import {
  type Document,
  documentOf,
  type JsonSchema,
  makeChecker,
  type Operation,
  operationsOf,
} from "./test-rig/contract.ts";
import { friendOf, id, openRig, people, type Rig, secretOf, silk } from "./test-rig/index.ts";
import { sessionToken } from "./test-rig/people-door.ts";

let rig: Rig;
let document: Document;
let operations: Operation[];
let check: ReturnType<typeof makeChecker>;

beforeAll(async () => {
  rig = await openRig();
  document = await documentOf(rig.app);
  operations = operationsOf(document);
  check = makeChecker(document);
});
afterAll(() => rig.app.close());

const walletPattern = "^[a-z0-9_-]{1,32}$";
const dayPattern = "^\\d{4}-\\d{2}-\\d{2}$";

/** Whole bodies where a schema cannot say what goes together: lines sum to their order. */
const amount = { currency: "CNY", minor: "1230" };
const samples: Record<string, object> = {
  createAllianceContract: {
    ...{ partner: "xiaohongshu", title: "种草", purposes: ["conversion"], modes: ["sum"], clip: amount, crowd: 50 },
    ...{ epsilon_milli: 1000, padding: 20, budget: 10 },
    ...{ starts_at: "2026-11-01T00:00:00Z", ends_at: "2027-11-01T00:00:00Z" },
  },
  createCheckout: {
    orders: [{ store: silk, number: "7", title: "丝绸", amount, lines: [{ title: "丝绸", quantity: 1, amount }] }],
    success_url: "https://shop.example/ok",
    cancel_url: "https://shop.example/back",
  },
  createWalletAccount: { wallet: "wechatpay", title: "主账户", settings: { mchid: "1900000001" } },
  signIn: { login: "lilei", password: "correct horse" },
  tellOrderMoments: {
    order: id("ord", 10),
    moments: [{ kind: "chat", host: "wechat", side: "buyer", ref: "m-1", at: "2026-11-22T00:00:00Z" }],
  },
  dryRunDraft: {
    ...{ from: "2026-11-01T00:00:00Z", to: "2026-11-02T00:00:00Z" },
    opening: { partner: "wechatpay" },
  },
  dryRunOpening: { from: "2026-11-01T00:00:00Z", to: "2026-12-01T00:00:00Z" },
  setRefundOnlyRules: { automatic_max: amount, person_above: amount, rating_below: 0, store_hours: 1, appeal_days: 1 },
  askWithdrawal: { store: silk, wallet_account: id("wac", 1), amount },
  askForReconciliation: { wallet_account: id("wac", 1), day: "2026-11-21" },
  askWhatIf: { a: 10, b: 20, overlap: 5 },
  stepUp: { code: "123456" },
  signInByPasskey: {
    passkey: {
      ...{ id: "known", rawId: "known", type: "public-key", clientExtensionResults: {} },
      response: { clientDataJSON: "AAAA", authenticatorData: "AAAA", signature: "AAAA" },
    },
  },
  askDecisions: { questions: [{ store: silk, partner: "wechatpay" }] },
  putApplicationDocument: { name: "licence", content: "iVBORw0KGgo=" },
  putEvidence: { file_name: "1.png", content: "iVBORw0KGgo=" },
};

/** Ids that mean something to the rooms in memory, so that a walk gets past the door. */
function textOf(pattern: string): fc.Arbitrary<string> {
  const prefix = /^\^([a-z]{3})_/.exec(pattern)?.[1];
  const matching = fc.stringMatching(new RegExp(pattern));
  if (pattern.startsWith("^fl_")) return fc.oneof(fc.constant(friendOf(1)), matching);
  if (pattern === walletPattern) return fc.oneof(fc.constant("wechatpay"), matching);
  if (pattern === dayPattern) return fc.oneof(fc.constant("2026-11-21"), matching);
  if (prefix === undefined) return matching;
  return fc.oneof(
    fc.constantFrom(id(prefix, 1), id(prefix, 10), id(prefix, 11)),
    fc.constantFrom(id(prefix, 2), id(prefix, 21)),
    matching,
  );
}

function textFor(schema: JsonSchema): fc.Arbitrary<string> {
  if (schema.format === "uri") return fc.constantFrom("https://shop.example/a?b=c", "http://shop.example");
  if (schema.format === "date-time") return fc.constantFrom("2026-12-01T00:00:00Z", "2026-12-01T08:00:00+08:00");
  if (schema.pattern !== undefined) return textOf(schema.pattern);
  const minLength = schema.minLength ?? 0;
  return fc.string({ minLength, maxLength: Math.min(schema.maxLength ?? 30, minLength + 30), unit: "grapheme" });
}

function objectFor(schema: JsonSchema): fc.Arbitrary<unknown> {
  const fields = Object.entries(schema.properties ?? {}).map(([name, field]) => [name, valueFor(field)] as const);
  const [keys] = Object.entries(schema.patternProperties ?? {});
  if (keys) return fc.dictionary(fc.stringMatching(new RegExp(keys[0])), valueFor(keys[1]), { maxKeys: 3 });
  return fc.record(Object.fromEntries(fields), { requiredKeys: schema.required ?? [] });
}

/** Values that a schema allows. */
function valueFor(schema: JsonSchema): fc.Arbitrary<unknown> {
  if (schema.$ref) return valueFor(document.components.schemas[schema.$ref.split("/").at(-1) ?? ""] ?? {});
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(valueFor));
  const type = Array.isArray(schema.type) ? (schema.type[0] ?? "null") : schema.type;
  if (type === "string") return textFor(schema);
  if (type === "integer") return fc.integer({ min: schema.minimum ?? 0, max: schema.maximum ?? 1000 });
  if (type === "boolean") return fc.boolean();
  if (type === "null") return fc.constant(null);
  if (type === "array")
    return fc.array(valueFor(schema.items ?? {}), { minLength: schema.minItems ?? 0, maxLength: 3 });
  if (type === "object") return objectFor(schema);
  return fc.jsonValue();
}

/** A value that the schema allows, or one that somebody hostile or careless sends. */
function sentFor(schema: JsonSchema | null, sample: object | undefined): fc.Arbitrary<unknown> {
  if (sample) return fc.oneof(fc.constant(sample), sentFor(schema, undefined));
  if (schema === null) return fc.constantFrom(undefined, {}, { x: 1 });
  const spoilt = fc
    .tuple(valueFor(schema), fc.string(), fc.jsonValue())
    .map(([value, name, what]) => (typeof value === "object" && value ? { ...value, [name]: what } : what));
  return fc.oneof({ weight: 4, arbitrary: valueFor(schema) }, { weight: 1, arbitrary: spoilt }, fc.jsonValue());
}

const tokens = [
  ...Object.values(people).map((who) => who.token),
  secretOf(1),
  secretOf(2),
  friendOf(1),
  "hk_test_no",
  "",
];
/** Of a store and of something of its own: too seldom drawn together. */
const rare: Record<string, number> = {
  ...{ readStatement: 2000, readMoneyFlows: 400, markRead: 400, guardSeriesOfOpening: 400 },
  // Amounts without a time, or too long a one, are refused: drawn so more often than not.
  ...{ listPayments: 400, listOrders: 400 },
};
const wild = fc.oneof(fc.string({ maxLength: 40 }), fc.constantFrom("../..", "%00", "null", "x".repeat(600), "王"));

/** A span that begins after its end is refused: most that are drawn begin before it. */
function fromTo({ name, schema }: Operation["parameters"][number]): JsonSchema {
  if (schema.format !== "date-time" || name !== "from") return schema;
  return { enum: ["2026-11-20T00:00:00Z", "2026-11-20T08:00:00+08:00", "2026-12-01T00:00:00Z"] };
}

function requestFor(operation: Operation) {
  const texts = operation.parameters
    .filter((one) => one.in !== "header")
    .map((one) => {
      const good = one.name === "code" ? fc.constantFrom("not_found", "x") : valueFor(fromTo(one)).map(String);
      const sometimes = one.required ? good : fc.option(good, { nil: undefined });
      const value = fc.oneof({ weight: 5, arbitrary: sometimes }, { weight: 1, arbitrary: wild });
      return value.map((text) => [one.in, one.name, text] as const);
    });
  return fc.record({
    texts: fc.tuple(...texts),
    body: operation.method === "GET" ? fc.constant(undefined) : sentFor(operation.body, samples[operation.operationId]),
    token: fc.oneof(
      {
        weight: 4,
        arbitrary: operation.bySession
          ? fc.constant(sessionToken)
          : fc.constantFrom(people.east.token, people.house.token),
      },
      fc.constantFrom(...tokens),
    ),
    key: fc.option(
      fc.string({ minLength: 1, maxLength: 20 }).filter((text) => /^[\x21-\x7e]+$/.test(text)),
      { nil: undefined, freq: 9 },
    ),
    language: fc.constantFrom("zh-CN", "en", "*", ";;q=,,"),
  });
}

type Sent = ReturnType<typeof requestFor> extends fc.Arbitrary<infer Drawn> ? Drawn : never;

function proofOf(token: string): Record<string, string> {
  if (token === sessionToken) return { cookie: `hutong_session=${token}`, "x-csrf-token": csrfOf(token) };
  return token === "" ? {} : { authorization: `Bearer ${token}` };
}

async function send(operation: Operation, sent: Sent) {
  let path = operation.path;
  const search = new URLSearchParams();
  for (const [where, name, value] of sent.texts) {
    if (where === "path") path = path.replace(`{${name}}`, encodeURIComponent(value ?? "x"));
    else if (value !== undefined) search.set(name, value);
  }
  return await rig.app.inject({
    method: operation.method,
    url: search.size > 0 ? `${path}?${search}` : path,
    headers: {
      "accept-language": sent.language,
      ...proofOf(sent.token),
      ...(sent.key === undefined ? {} : { "idempotency-key": sent.key }),
      ...(sent.body === undefined
        ? {}
        : { "content-type": operation.takesBytes ? "application/octet-stream" : "application/json" }),
    },
    ...(sent.body === undefined ? {} : { payload: JSON.stringify(sent.body) }),
  });
}

describe("the served document", () => {
  test("is OpenAPI 3.1, names its schemas, and holds every public route", () => {
    expect(document).toMatchObject({ openapi: "3.1.0", info: { title: "Hutong 互通" } });
    expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining(["Money", "Checkout", "Problem"]));
    expect(Object.keys(document.components.schemas).filter((name) => name.startsWith("def-"))).toEqual([]);
    const ids = operations.map((one) => one.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(operations.length).toBeGreaterThan(50);
    expect(JSON.stringify(document)).not.toContain('#"');
  });

  test("the checker can fail", async () => {
    const operation = operations.find((one) => one.operationId === "getOrder") as Operation;
    const answer = await rig.app.inject({
      url: `/v1/orders/${id("ord", 10)}`,
      headers: { authorization: `Bearer ${people.east.token}` },
    });
    expect([answer.statusCode, check(operation, answer)]).toEqual([200, []]);
    const wrong = { ...answer.json(), amount: { currency: "CNY", minor: 1230 } };
    expect(check(operation, { ...answer, body: JSON.stringify(wrong) })).not.toEqual([]);
    expect(check(operation, { ...answer, statusCode: 418 })).not.toEqual([]);
  });

  test("a walk over every operation never answers 5xx, and always what the document declares", async () => {
    const seen = new Map<string, Set<number>>();
    for (const operation of operations.filter((one) => !one.operationId.startsWith("follow"))) {
      const statuses = new Set<number>();
      seen.set(operation.operationId, statuses);
      await fc.assert(
        fc.asyncProperty(requestFor(operation), async (sent) => {
          const answer = await send(operation, sent);
          statuses.add(answer.statusCode);
          expect(answer.statusCode).toBeLessThan(500);
          expect(check(operation, answer)).toEqual([]);
        }),
        { numRuns: rare[operation.operationId] ?? 50, seed: 20261122 },
      );
    }
    // A walk that is turned away at every door proves nothing.
    const neverGood = [...seen].filter(([, statuses]) => ![...statuses].some((status) => status < 300));
    expect(neverGood.map(([name]) => name)).toEqual([]);
  }, 300_000);
});
