import { request } from "undici";
import type { Mode, Outcome, Said } from "#alliance";
import { wrong } from "./party.ts";

export type HouseRun = {
  /** At most one a second is told; a lost one does no harm. */
  progress(step: string, done: number, of: number): void;
  end(told: Said<Outcome>): Promise<void>;
};

type Options = {
  house?: string;
  token?: string;
  houseContract?: string;
  houseDataset?: string;
  run: string;
  purpose: string;
};

const everyMs = 1000;

/** Asks the house whether the run may be made (its openings, contract and budget), and tells it what became of it. */
export async function tellHouse(options: Options, mode: Mode): Promise<HouseRun | null> {
  const { house, token, houseContract: contract, houseDataset: dataset, purpose, run } = options;
  if (house === undefined) return null;
  if (token === undefined || contract === undefined || dataset === undefined)
    throw wrong(
      "--house needs --token, --house-contract and --house-dataset.",
      "--house 须与 --token、--house-contract、--house-dataset 同用。",
    );
  let call = 0;
  const post = async (path: string, key: string, body: object): Promise<Record<string, unknown>> => {
    const answer = await request(new URL(path, house), {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "idempotency-key": key },
      body: JSON.stringify(body),
    });
    const told = (await answer.body.json()) as Record<string, unknown>;
    if (answer.statusCode >= 400)
      throw wrong(
        `The house refuses (${String(told["code"])}): ${String(told["detail"])}`,
        `平台拒绝（${String(told["code"])}）。`,
      );
    return told;
  };
  const made = await post("/v1/alliance-runs", `alliance-${run}`, { contract, dataset, purpose, mode });
  const path = `/v1/alliance-runs/${String(made["id"])}`;
  let last = 0;
  return {
    progress(step, done, of) {
      const now = performance.now();
      if (now - last < everyMs && done < of) return;
      last = now;
      post(`${path}/progress`, `alliance-${run}-${++call}-${now}`, { step, done, of }).catch(() => {});
    },
    async end(told) {
      const people = told.ok && told.value ? Math.max(0, Number(told.value.count)) : null;
      const total = told.ok && told.value?.sum != null ? `${told.value.sum}` : null;
      const outcome = !told.ok ? "failed" : told.value === null ? "below_crowd" : "done";
      await post(`${path}/end`, `alliance-${run}-end`, { outcome, people, total, why: told.ok ? null : told.fault });
    },
  };
}
