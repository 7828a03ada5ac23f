import { request } from "undici";
import type { Mode, Outcome, Said } from "#alliance";
import type { Found } from "./found.ts";
import { wrong } from "./party.ts";

export type HouseRun = {
  /** At most one a second is told; a lost one does no harm. */
  progress(step: string, done: number, of: number): void;
  end(told: Said<Outcome>): Promise<void>;
  /** It was let begin, and never will. */
  giveUp(why: string): Promise<void>;
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

/**
 * Asks the house whether the run may be made (its openings, contract and budget), and tells it what became of it. The
 * same command goes on with the run that was let begin.
 */
export async function tellHouse(options: Options, mode: Mode, found: Found): Promise<HouseRun | null> {
  const { house, token, houseContract: contract, houseDataset: dataset, purpose, run } = options;
  if (house === undefined) return null;
  if (token === undefined || contract === undefined || dataset === undefined)
    throw wrong(
      "--house needs --token, --house-contract and --house-dataset.",
      "--house 须与 --token、--house-contract、--house-dataset 同用。",
    );
  const post = callsTo(house, token);
  const known = found.houseRun(contract);
  const id = known ?? (await begun(post, `alliance-${run}`, { contract, dataset, purpose, mode }));
  found.keepHouseRun(contract, id);
  return runAt(post, `/v1/alliance-runs/${id}`, `alliance-${id}`);
}

/** Of one run, each refused by somebody and ended as failed. */
const mostAttempts = 100;

/**
 * Where the one before was ended as failed, the same command is another attempt: a run of its own in the house. No
 * run's name holds ":": the second attempt of `june` is not the first one of `june-2`.
 */
async function begun(post: Post, key: string, asked: object): Promise<string> {
  for (let attempt = 1; attempt <= mostAttempts; attempt++) {
    const { status, told } = await post("/v1/alliance-runs", attempt === 1 ? key : `${key}:${attempt}`, asked);
    if (status >= 400) throw refusal(told);
    if (told["state"] === "running") return String(told["id"]);
    if (told["state"] !== "failed") break;
  }
  throw wrong("This run is over. Give --run another name.", "该运行已结束，请以 --run 另取名称。");
}

type Told = Record<string, unknown>;
type Post = (path: string, key: string, body: object) => Promise<{ status: number; told: Told }>;

const refusal = (told: Told) =>
  wrong(
    `The house refuses (${String(told["code"])}): ${String(told["detail"])}`,
    `平台拒绝（${String(told["code"])}）。`,
  );

function callsTo(house: string, token: string): Post {
  return async (path, key, body) => {
    const answer = await request(new URL(path, house), {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "idempotency-key": key },
      body: JSON.stringify(body),
    });
    // It may have worked: the same call again says whether.
    if (answer.statusCode >= 500) throw new Error(`The house answered ${answer.statusCode}.`);
    return { status: answer.statusCode, told: (await answer.body.json()) as Told };
  };
}

function runAt(post: Post, path: string, key: string): HouseRun {
  let [call, last] = [0, 0];
  const end = async (body: object): Promise<void> => {
    const { status, told } = await post(`${path}/end`, `${key}-end`, body);
    // Somebody ended it there: the house keeps that word, and ours is printed here.
    if (status >= 400 && told["code"] !== "alliance_run_over") throw refusal(told);
  };
  return {
    progress(step, done, of) {
      const now = performance.now();
      if (now - last < everyMs && done < of) return;
      last = now;
      post(`${path}/progress`, `${key}-${++call}-${now}`, { step, done, of }).catch(() => {});
    },
    end(told) {
      const people = told.ok && told.value ? Math.max(0, Number(told.value.count)) : null;
      const total = told.ok && told.value?.sum != null ? `${told.value.sum}` : null;
      const outcome = !told.ok ? "failed" : told.value === null ? "below_crowd" : "done";
      return end({ outcome, people, total, why: told.ok ? null : told.fault });
    },
    giveUp: (why) => end({ outcome: "failed", people: null, total: null, why }),
  };
}

/** Tells all, also when one cannot be told; throws the first one's fault then. */
export async function endAll(runs: readonly HouseRun[], told: Said<Outcome>): Promise<void> {
  const ended = await Promise.allSettled(runs.map((one) => one.end(told)));
  const failed = ended.find((one) => one.status === "rejected");
  if (failed) throw failed.reason;
}
