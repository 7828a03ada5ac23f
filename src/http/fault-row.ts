import type { Words } from "#wallets/protocol";

export type FaultRow = {
  status: number;
  /** True: the same request, with the same Idempotency-Key, may well succeed a little later. */
  retry: boolean;
  title: Words;
  /** What it means and what to do next. */
  detail: Words;
};

export function row(status: number, retry: boolean, title: Words, detail: Words): FaultRow {
  return { status, retry, title, detail };
}
