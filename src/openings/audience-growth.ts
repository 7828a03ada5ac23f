import type { BuyerAudience, Stage } from "./types.ts";

type Audience = Pick<Stage, "methods" | "stores" | "buyers" | "condition">;

/**
 * Whether a stage's new audience lets in everybody whom the old one let in. Strict: of two that cannot be compared
 * without asking everybody, it says no.
 */
export function audienceGrows(is: Audience, was: Audience): boolean {
  if (is.condition !== null && is.condition !== was.condition) return false;
  return widens(is.methods, was.methods) && contains(is.stores, was.stores) && containsBuyers(is.buyers, was.buyers);
}

function widens(is: Stage["methods"], was: Stage["methods"]): boolean {
  return is === null || was?.every((method) => is.includes(method)) === true;
}

type Sized = { share?: number };

/** Whether every condition of the new audience lets in what the old one let in. */
function contains(is: object, was: object): boolean {
  const old: Record<string, unknown> = { ...was };
  return Object.entries(is).every(([name, value]) => {
    const before = old[name];
    if (name === "share") return (value as number) >= ((before as number | undefined) ?? 10_000);
    if (before === undefined) return false;
    if (value instanceof Date) return value >= (before as Date);
    if (Array.isArray(value)) return (before as unknown[]).every((one) => value.includes(one));
    return value === before;
  });
}

function containsBuyers(is: BuyerAudience & Sized, was: BuyerAudience & Sized): boolean {
  const { others = 0, ...rest } = is;
  const { others: before = 0, ...old } = was;
  return (rest.any_of === undefined || others >= before) && contains(rest, old);
}
