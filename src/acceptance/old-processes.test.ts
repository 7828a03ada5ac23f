import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bucketOf } from "#db";
import { fen } from "#money";
import { accountOf, notify } from "#payments/testing";
import { acceptanceOf } from "./rows.ts";
import { agree } from "./testing/agree.ts";
import { makeRig, pair, type Rig, startThrough } from "./testing/rig.ts";

/**
 * What a process that was started before an upgrade still says, while the new ones run: in the words that it had then,
 * as the role that it connects as.
 */
let rig: Rig;
beforeAll(async () => {
  rig = await makeRig();
});
afterAll(() => rig.end());

/** What may be said of a change as it is put there. */
const changes = `id, kind, acquirer, issuer, clearing, detail, amount, currency, why, proposer, at`;

async function begin(state: "started" | "ended", more: object): Promise<string | undefined> {
  const payment = rig.ids.next("pay");
  const asked = {
    ...{ bucket: bucketOf(payment), id: acceptanceOf(payment), payment, marketplace: "mkt_test", store: "sto_1" },
    ...{ acquirer: "red", acquirer_account: accountOf("red"), issuer: "blue", title: "tea", amount: "100" },
    ...{ currency: "CNY", ...more },
  };
  const sql = "select acceptance_begin($1::jsonb, $2, 0, $3) as begun";
  const [row] = await rig.db.read<{ begun: string }>(sql, [JSON.stringify(asked), state, rig.clock.now()]);
  return row?.begun;
}

test("who does not speak of caps begins nothing that would go uncounted, and may say that it never will", async () => {
  expect(await begin("started", {})).toBe("moved");
  expect(await rig.db.read("select 1 from acceptances")).toEqual([]);
  expect(await begin("ended", {})).toBe("ended");
  expect(await begin("started", { caps: null })).toBe("started");
});

test("the function as it was, in a call that waited for the upgrade's lock, writes nothing", async () => {
  const owner = new pg.Client({ connectionString: rig.owner });
  await owner.connect();
  const before = `insert into acceptances (bucket, id, payment, marketplace, store, acquirer, acquirer_account, issuer,
      issuer_account, title, amount, currency, rate, fixed, bearer, on_refund, fee, state, created_at)
    values (0, 'acp_1', 'pay_1', 'm', 's', 'red', 'r', 'blue', 'b', 't', 1, 'CNY', 0, 0, 'acquirer', 'kept', 0,
      'started', $1)`;
  await expect(owner.query(before, [rig.clock.now()])).rejects.toThrow(/null value in column "cap_use"/);
  await owner.end();
});

test("the app's role writes no pair, no card and no confirmation of a step by itself", async () => {
  const at = rig.clock.now();
  const denied = /permission denied/;
  await expect(
    rig.db.read(
      `insert into acceptance_pairs (acquirer, issuer, account, made_by, made_at) values ('blue', 'red', 'w', 'p', $1)`,
      [at],
    ),
  ).rejects.toThrow(denied);
  await expect(
    rig.db.read(
      `insert into acceptance_rates (acquirer, issuer, starts_at, rate, fixed, bearer, on_refund, set_by, set_at)
       values ('red', 'blue', $1, 1, 0, 'acquirer', 'kept', 'p', $1)`,
      [at],
    ),
  ).rejects.toThrow(denied);
  const { payment } = await startThrough(rig, rig.stores.slice(0, 1), "sale", 10_000);
  rig.toys.blue.pay(payment.slice(4));
  await notify(rig, rig.toys.blue, payment);
  const closed = await rig.room.closeWindow(pair, "per_1");
  if (typeof closed !== "object") throw new Error("nothing to settle");
  const said = "update acceptance_settlements set state = 'paying', paid_by = 'p', paid_at = $2 where id = $1";
  await expect(rig.db.read(said, [closed.id, at])).rejects.toThrow(denied);
  const skipped = "update acceptance_settlements set state = $2 where id = $1";
  await expect(rig.db.read(skipped, [closed.id, "paying"])).rejects.toThrow("paid_when_confirmed");
  await expect(
    rig.db.read(
      `insert into acceptance_settlements (id, acquirer, issuer, currency, net, state, closed_by, closed_at, due_at)
       values ('cls_1', 'red', 'blue', 'CNY', 0, 'paying', 'p', $1, $1)`,
      [at],
    ),
  ).rejects.toThrow(denied);
  expect(await agree(rig.room, { kind: "paid", clearing: closed.id })).toMatchObject({ ok: true });
  await expect(rig.db.read(skipped, [closed.id, "receiving"])).rejects.toThrow("received_when_confirmed");
  expect(await rig.room.getClearing(closed.id)).toMatchObject({ state: "paid" });
});

test("what takes effect has been approved by another; it is put there waiting, and applied again it is there", async () => {
  const card = { ...pair, starts_at: null, rate: 38, fixed: fen(1), bearer: "acquirer", on_refund: "kept" } as const;
  const made = await rig.room.propose({ kind: "rates", card }, { proposer: "per_1", why: "as agreed" });
  if (!made.ok) throw new Error(made.fault);
  const { id } = made.value;
  const apply = async () => await rig.db.read("select acceptance_change_apply($1) as fault", [id]);
  await expect(apply()).rejects.toThrow("has not been approved");
  await expect(rig.db.read("select acceptance_change_apply('ach_none')")).rejects.toThrow("has not been approved");
  const copy = `insert into acceptance_changes (${changes}, state, decided_by, decided_at)
    select 'ach_2', kind, acquirer, issuer, clearing, '{}', amount, currency, why, proposer, at, 'approved', 'per_2', at
    from acceptance_changes where id = $1`;
  await expect(rig.db.read(copy, [id])).rejects.toThrow(/permission denied/);
  const nobody = "update acceptance_changes set state = 'approved', decided_at = at where id = $1";
  await expect(rig.db.read(nobody, [id])).rejects.toThrow("decided_once");
  const verdict = { approve: true, why: "read it", by: "per_2", may: async () => ({ ok: true }) as const };
  expect(await rig.room.decide(id, verdict)).toMatchObject({ ok: true });
  expect(await apply()).toEqual([{ fault: "rate_card_taken" }]);
  expect(await rig.room.listRates()).toMatchObject([{ rate: 38, fixed: fen(1), on_refund: "kept", set_by: "per_2" }]);
});
