import type { PartnerFault, Said } from "./partner.ts";

/** A refusal of another party ends the run; a broken connection throws, and the same call later goes on. */
export class Refused extends Error {
  readonly fault: PartnerFault;
  constructor(fault: PartnerFault) {
    super(fault);
    this.name = "Refused";
    this.fault = fault;
  }
}

/** What was said; throws `Refused` where it was no. */
export function agreed<T>(said: Said<T>): T {
  if (said.ok) return said.value;
  throw new Refused(said.fault);
}
