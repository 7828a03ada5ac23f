import type { Fault } from "./faults.ts";
import type { Result } from "./parts.ts";

export type FieldError = { field: string; message: string; zh: string };

/**
 * Rooms say that a second person is needed, and of a person who does not count as one, why: to whoever stands there as
 * an approver, that is a problem of its own.
 */
function codeOf(fault: Fault, { why }: Readonly<Record<string, unknown>>): Fault {
  const dependent = why === "one_hand" || why === "same_mailbox" || why === "same_identity";
  return fault === "second_person_needed" && dependent ? "second_person_dependent" : fault;
}

/** Ends a request with a problem. Thrown only inside this room. */
export class Refusal extends Error {
  readonly fault: Fault;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly errors: readonly FieldError[];
  constructor(fault: Fault, detail: Readonly<Record<string, unknown>> = {}, errors: readonly FieldError[] = []) {
    super(fault);
    this.name = "Refusal";
    this.fault = codeOf(fault, detail);
    this.detail = detail;
    this.errors = errors;
  }
}

/** The value of a result, or the refusal that it holds. */
export function settled<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Refusal(result.fault, result.detail);
}

/** What is not there and what is not the caller's are told alike. */
export function found<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Refusal("not_found");
  return value;
}
