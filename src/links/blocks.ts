import { bucketValues, isUniqueViolation, type Tx, writeEvent } from "#db";
import type { House } from "./house.ts";
import { blockColumns } from "./snapshot.ts";
import {
  type BlockView,
  type Caller,
  type Fault,
  type Result,
  raiseLinkState,
  refused,
  type StepView,
} from "./types.ts";

type NewBlock = Pick<BlockView, "marketplace" | "host" | "code" | "why">;

/** Keeps a host and everything below it out, from within a second on, in every process. */
export async function blockHost(house: House, caller: Caller, input: NewBlock): Promise<Result<BlockView>> {
  const now = house.clock.now();
  const { marketplace, host, code, why } = input;
  const id = house.ids.next("lbk");
  try {
    await house.db.tx(async (tx) => {
      await tx.query(
        `insert into link_blocks (id, marketplace, host, code, state, blocked_by, why_zh, why_en,
           blocked_at, changed_at)
         values ($1, $2, $3, $4, 'blocked', $5, $6, $7, $8, $8)`,
        [id, marketplace, host, code, caller.id, why.zh, why.en, now],
      );
      await written(house, tx, { id, marketplace }, { event: "blocked", by: caller.id, why: why.en, at: now });
    });
  } catch (error) {
    if (isUniqueViolation(error)) return refused("link_block_exists", { host });
    throw error;
  }
  await house.snapshot.refresh();
  const state = { state: "blocked", blocked_by: caller.id, blocked_at: now, changed_at: now } as const;
  return { ok: true, value: { id, ...input, ...state } };
}

/** Whoever is concerned says why the host should be let in; it stays out until that is decided. */
export function appealBlock(house: House, caller: Caller, id: string, why: string): Promise<Result<BlockView>> {
  return moveBlock(house, caller, id, { from: "blocked", to: "appealed", why });
}

/** Decides an appeal. Never whoever blocked: `second_person_needed`. */
export function decideBlock(
  house: House,
  caller: Caller,
  id: string,
  input: { lift: boolean; why: string },
): Promise<Result<BlockView>> {
  return moveBlock(house, caller, id, { from: "appealed", to: input.lift ? "lifted" : "upheld", why: input.why });
}

type Move = { from: BlockView["state"]; to: Exclude<BlockView["state"], "blocked">; why: string };

async function moveBlock(house: House, caller: Caller, id: string, move: Move): Promise<Result<BlockView>> {
  const at = house.clock.now();
  const { why } = move;
  const done = await house.db.tx(async (tx): Promise<Result<BlockView>> => {
    if (move.to !== "appealed")
      return await decideInTx(house, tx, caller, id, { grant: move.to === "lifted", why: { zh: why, en: why } }, at);
    const row = await lockBlock(tx, id);
    if (!row) return refused("not_found");
    if (row.state !== move.from) return refused("link_block_wrong_state" satisfies Fault, { state: row.state });
    return { ok: true, value: await moveInTx(house, tx, row, { to: move.to, by: caller.id, why, at }) };
  });
  await house.snapshot.refresh();
  return done;
}

export async function lockBlock(tx: Tx, id: string): Promise<BlockView | null> {
  const [row] = await tx.query<BlockView>(`select ${blockColumns} from link_blocks where id = $1 for update`, [id]);
  return row ?? null;
}

type Step = { to: Move["to"]; by: string; why: string; at: Date };

/** Moves a locked block on, with its step in the log. */
export async function moveInTx(house: House, tx: Tx, row: BlockView, { to, by, why, at }: Step): Promise<BlockView> {
  await tx.query("update link_blocks set state = $2, changed_at = $3 where id = $1", [row.id, to, at]);
  await written(house, tx, row, { event: to, by, why, at });
  return { ...row, state: to, changed_at: at };
}

/** Decides an appealed block, and with it every store's appeal against it: never whoever blocked. */
export async function decideInTx(
  house: House,
  tx: Tx,
  caller: Caller,
  id: string,
  { grant, why }: { grant: boolean; why: { zh: string; en: string } },
  at: Date,
): Promise<Result<BlockView>> {
  const row = await lockBlock(tx, id);
  if (!row) return refused("not_found");
  const may = await house.mayApprove(caller, row.marketplace, row.blocked_by, tx.query);
  if (!may.ok) return refused("second_person_needed", may.detail);
  if (row.state !== "appealed") return refused("link_block_wrong_state" satisfies Fault, { state: row.state });
  const value = await moveInTx(house, tx, row, { to: grant ? "lifted" : "upheld", by: caller.id, why: why.en, at });
  // One's own appeal nobody decides: it stays open for another person.
  const appeals = await tx.query<{ id: string; store: string }>(
    `update screen_appeals set state = $3, decided_by = $4, decided_zh = $5, decided_en = $6, decided_at = $7
     where bucket = any($1) and block = $2 and state = 'open' and appealed_by <> $4 returning id, store`,
    [bucketValues, id, grant ? "granted" : "upheld", caller.id, why.zh, why.en, at],
  );
  for (const appeal of appeals) {
    const about = { version: 1, marketplace: row.marketplace, subject: appeal.id };
    const data = { appeal: appeal.id, store: appeal.store, kind: "host", about: row.host, by: caller.id };
    await writeEvent(tx, house.ids, { ...about, type: `screen_appeal.${grant ? "granted" : "upheld"}`, data }, at);
  }
  return { ok: true, value };
}

async function written(
  house: House,
  tx: Tx,
  block: { id: string; marketplace: string },
  step: Omit<StepView, "n">,
): Promise<void> {
  await tx.query(
    `insert into link_block_steps (block, n, event, by_whom, why, at)
     select $1, coalesce(max(n), 0) + 1, $2, $3, $4, $5 from link_block_steps where block = $1`,
    [block.id, step.event, step.by, step.why, step.at],
  );
  await raiseLinkState(tx);
  const event = { type: `link_block.${step.event}`, version: 1, marketplace: block.marketplace, subject: block.id };
  await writeEvent(tx, house.ids, { ...event, data: { block: block.id, by: step.by, why: step.why } }, step.at);
}

export async function getBlock(house: House, id: string): Promise<BlockView | null> {
  const [row] = await house.db.read<BlockView>(`select ${blockColumns} from link_blocks where id = $1`, [id]);
  return row ?? null;
}

/** Newest first; lifted ones too. */
export async function listBlocks(house: House, marketplace: string): Promise<readonly BlockView[]> {
  return await house.db.read<BlockView>(
    `select ${blockColumns} from link_blocks where marketplace = $1 order by id desc limit 500`,
    [marketplace],
  );
}

/** The decision log of a block, oldest first. */
export async function stepsOfBlock(house: House, id: string): Promise<readonly StepView[]> {
  return await house.db.read<StepView>(
    `select n, event, by_whom as "by", why, at from link_block_steps where block = $1 order by n`,
    [id],
  );
}
