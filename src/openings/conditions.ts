import { type ASTNode, Environment } from "@marcbachmann/cel-js";
import { fen } from "#money";
import type { Facts } from "./decide.ts";

/**
 * Conditions beyond the listed facts, in CEL (Common Expression Language). They are parsed and type-checked when they
 * are saved, and compiled once when a process takes an opening in; a decision only runs them.
 */
export type Condition = (facts: Facts, now: Date) => boolean;

/** What a condition may name, with CEL's types. Amounts are minor units (fen); absent facts make it not hold. */
export const conditionFacts = {
  buyer: {
    reference: "string",
    no_bound_card: "bool",
    no_balance: "bool",
    city_tier: "int",
    age_band: "string",
    app: "string",
    app_version: "string",
    tags: "map<string, string>",
  },
  store: { id: "string", signed_up_at: "google.protobuf.Timestamp", tags: "map<string, string>" },
  payment: { amount: "int", currency: "string", method: "string" },
  now: "google.protobuf.Timestamp",
} as const;

const lengthMax = 1000;

/** Where facts are put. Classes, because the library reads those as they are and copies plain objects. */
class Told {
  [name: string]: unknown;
}
class BuyerTold extends Told {}
class StoreTold extends Told {}
class PaymentTold extends Told {}

const environment = new Environment({
  unlistedVariablesAreDyn: false,
  limits: { maxAstNodes: 200, maxDepth: 20, maxListElements: 100, maxCallArguments: 4 },
})
  .registerType("Buyer", { ctor: BuyerTold, fields: conditionFacts.buyer })
  .registerType("Store", { ctor: StoreTold, fields: conditionFacts.store })
  .registerType("Payment", { ctor: PaymentTold, fields: conditionFacts.payment })
  .registerVariable("buyer", "Buyer")
  .registerVariable("store", "Store")
  .registerVariable("payment", "Payment")
  .registerVariable("now", conditionFacts.now);

/**
 * What a condition may call. No regular expressions and no loops over lists, so that its cost is bounded by its length:
 * it runs in every decision.
 */
const calls: ReadonlySet<string> = new Set(
  ["has", "size", "timestamp", "duration", "startsWith", "endsWith", "contains", "lowerAscii", "upperAscii"].concat([
    "getDate",
    "getDayOfMonth",
    "getDayOfWeek",
    "getDayOfYear",
    "getFullYear",
    "getHours",
    "getMinutes",
    "getMonth",
  ]),
);

/** What is wrong with a condition, in one line; null when it can be saved. */
export function conditionFault(text: string): string | null {
  if (text.length > lengthMax) return `at most ${lengthMax} characters`;
  try {
    const { ast, check } = environment.parse(text);
    const checked = check();
    if (!checked.valid) return oneLine(checked.error);
    if (checked.type !== "bool") return `must be true or false, this is ${String(checked.type)}`;
    return strangerIn(ast) ?? failureOf(environment.parse(text));
  } catch (fault) {
    return oneLine(fault);
  }
}

const everythingTold: Facts = {
  ...{ marketplace: "mkt", store: "sto", capability: "payment", partner: "wallet", method: "qr", amount: fen(100) },
  buyer: {
    reference: "b",
    no_bound_card: true,
    no_balance: true,
    city_tier: 1,
    age_band: "25-34",
    app: "web",
    app_version: "10",
    tags: {},
  },
  ...{ storeFacts: { tags: {}, signedUpAt: new Date(0) }, standing: "ready", health: "well" },
};

/** A wrong date or time zone has the right type: one trial tells. Nobody can foresee tags. */
function failureOf(run: ReturnType<typeof environment.parse>): string | null {
  try {
    run(contextOf(everythingTold, new Date(0), namesOf(run.ast)));
    return null;
  } catch (fault) {
    return (fault as { code?: unknown }).code === "no_such_key" ? null : oneLine(fault);
  }
}

/** Null when it cannot be compiled, which its saving had excluded: then nobody is let in by it. */
export function compileCondition(text: string): Condition {
  if (conditionFault(text) !== null) return () => false;
  const run = environment.parse(text);
  const names = namesOf(run.ast);
  return (facts, now) => {
    try {
      return run(contextOf(facts, now, names)) === true;
    } catch {
      // CEL's errors at run time: a fact that nobody told, or a date that is none. What cannot be known does not hold.
      return false;
    }
  };
}

function oneLine(fault: unknown): string {
  const said = fault as { summary?: unknown; message?: unknown } | undefined;
  const text = typeof said?.summary === "string" ? said.summary : String(said?.message ?? "cannot be read");
  return (text.split("\n")[0] ?? "").trim();
}

/** CEL's type check lets `has()` ask for a field that nothing has, and knows no limits of ours. */
function strangerIn(node: ASTNode): string | null {
  for (const one of nodesOf(node)) {
    const { op, args } = one as { op: string; args: readonly unknown[] };
    if ((op === "call" || op === "rcall") && !calls.has(args[0] as string))
      return `${String(args[0])}() is not allowed`;
    if (op !== "." && op !== "[]") continue;
    const owner = args[0] as { op: string; args: unknown };
    if (owner.op !== "id") continue;
    const fields: unknown = Object.entries(conditionFacts).find(([name]) => name === owner.args)?.[1];
    if (op === "[]") return `write ${String(owner.args)}.name instead of ${String(owner.args)}["name"]`;
    if (typeof fields === "object" && fields !== null && !Object.hasOwn(fields, args[1] as string))
      return `No such key: ${String(args[1])}`;
  }
  return null;
}

function nodesOf(value: unknown): ASTNode[] {
  if (Array.isArray(value)) return value.flatMap(nodesOf);
  if (typeof value !== "object" || value === null || !("op" in value)) return [];
  const node = value as ASTNode;
  return [node, ...nodesOf(node.args)];
}

type Names = Record<"buyer" | "store" | "payment", readonly string[]>;

/** The facts that a condition names: no others are made ready for it. */
function namesOf(ast: ASTNode): Names {
  const fields = (owner: string) => {
    const found = nodesOf(ast).flatMap(({ op, args }) => {
      const [of, name] = op === "." ? (args as [ASTNode, string]) : [];
      return of?.op === "id" && of.args === owner && name !== undefined ? [name] : [];
    });
    return [...new Set(found)];
  };
  return { buyer: fields("buyer"), store: fields("store"), payment: fields("payment") };
}

/** What a condition is run on. What nobody told is not there at all, so that has() says so. */
function contextOf(facts: Facts, now: Date, names: Names): Record<string, unknown> {
  const [buyer, store, payment] = [new BuyerTold(), new StoreTold(), new PaymentTold()];
  for (const name of names.buyer) tell(buyer, name, facts.buyer[name] ?? (name === "tags" ? noTags : undefined));
  for (const name of names.store) tell(store, name, storeFact(facts, name));
  for (const name of names.payment) tell(payment, name, paymentFact(facts, name));
  return { buyer, store, payment, now };
}

function tell(into: Told, name: string, value: unknown): void {
  if (value === undefined || value === null) return;
  // CEL's ints are bigints; a number that is not whole has the wrong type, and so lets nobody in.
  into[name] = typeof value === "number" && Number.isInteger(value) ? BigInt(value) : value;
}

const noTags = {};

function storeFact({ store, storeFacts }: Facts, name: string): unknown {
  if (name === "id") return store;
  return name === "tags" ? (storeFacts?.tags ?? noTags) : storeFacts?.signedUpAt;
}

function paymentFact({ amount, method }: Facts, name: string): unknown {
  if (name === "method") return method;
  return name === "amount" ? amount?.minor : amount?.currency;
}
