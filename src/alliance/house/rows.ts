import { type Currency, money } from "#money";
import type { ContractView, RunView } from "./types.ts";

export type ContractRow = Omit<ContractView, "clip"> & {
  bucket: number;
  clip: bigint;
  currency: Currency;
  created_by: string;
};
export type RunRow = Omit<RunView, "people" | "total"> & {
  bucket: number;
  people: bigint | null;
  total: bigint | null;
  currency: Currency;
  created_by: string;
};

export function contractView({ bucket: _b, created_by: _c, clip, currency, ...row }: ContractRow): ContractView {
  return { ...row, clip: money(clip, currency) };
}

export function runView({ bucket: _b, created_by: _c, people, total, currency, ...row }: RunRow): RunView {
  return {
    ...row,
    people: people === null ? null : Number(people),
    total: total === null ? null : money(total, currency),
  };
}
