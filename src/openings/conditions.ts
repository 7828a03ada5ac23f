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
    app_version: "string",
  },
  store: { id: "string", signed_up_at: "google.protobuf.Timestamp", tags: "map<string, string>" },
  payment: { amount: "int", currency: "string", method: "string" },
  now: "google.protobuf.Timestamp",
} as const;

const lengthMax = 1000;

const environment = new Environment({
  unlistedVariablesAreDyn: false,
  limits: { maxAstNodes: 200, maxDepth: 20, maxListElements: 100, maxCallArguments: 4 },
})
  .registerVariable({ name: "buyer", schema: conditionFacts.buyer })
  .registerVariable({ name: "store", schema: conditionFacts.store })
  .registerVariable({ name: "payment", schema: conditionFacts.payment })
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
  buyer: { reference: "b", no_bound_card: true, no_balance: true, city_tier: 1, age_band: "25-34", app_version: "10" },
  ...{ storeFacts: { tags: {}, signedUpAt: new Date(0) }, standing: "ready", health: "well" },
};

/** A wrong date or time zone has the right type: one trial tells. What a store is tagged with cannot be foreseen. */
function failureOf(run: (context: Record<string, unknown>) => unknown): string | null {
  try {
    run(contextOf(everythingTold, new Date(0)));
    return null;
  } catch (fault) {
    return (fault as { code?: unknown }).code === "no_such_key" ? null : oneLine(fault);
  }
}

/** Null when it cannot be compiled, which its saving had excluded: then nobody is let in by it. */
export function compileCondition(text: string): Condition {
  if (conditionFault(text) !== null) return () => false;
  const run = environment.parse(text);
  return (facts, now) => {
    try {
      return run(contextOf(facts, now)) === true;
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

/** Whole numbers are CEL's ints, which are bigints. */
function contextOf(facts: Facts, now: Date): Record<string, unknown> {
  const { buyer, storeFacts, amount } = facts;
  const told: Record<string, unknown> = { ...buyer };
  const tier = buyer["city_tier"];
  if (typeof tier === "number" && Number.isInteger(tier)) told["city_tier"] = BigInt(tier);
  return {
    buyer: told,
    store: {
      id: facts.store,
      tags: storeFacts?.tags ?? {},
      ...(storeFacts?.signedUpAt ? { signed_up_at: storeFacts.signedUpAt } : {}),
    },
    payment: {
      ...(amount === null ? {} : { amount: amount.minor, currency: amount.currency }),
      ...(facts.method === null ? {} : { method: facts.method }),
    },
    now,
  };
}
