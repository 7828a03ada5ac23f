import { isUniqueViolation, type Tx, writeEvent } from "#db";
import type { House } from "./house.ts";
import { grantColumns } from "./snapshot.ts";
import {
  type Caller,
  type GrantView,
  type NewGrant,
  type Result,
  raiseLinkState,
  refused,
  type StepView,
  type Told,
} from "./types.ts";

/** Lets a partner call an interface of ours for the named fields. One grant for a partner and interface. */
export async function grantInterface(house: House, caller: Caller, input: NewGrant): Promise<Result<GrantView>> {
  const now = house.clock.now();
  const { marketplace, partner, api, fields, agreement } = input;
  const id = house.ids.next("igr");
  try {
    await house.db.tx(async (tx) => {
      await tx.query(
        `insert into interface_grants (id, marketplace, partner, api, fields, agreement, since, made_by, changed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $7)`,
        [id, marketplace, partner, api, JSON.stringify(fields), agreement, now, caller.id],
      );
      await written(house, tx, { id, marketplace }, { event: "granted", by: caller.id, why: input.why, at: now });
    });
  } catch (error) {
    if (isUniqueViolation(error)) return refused("interface_grant_exists", { partner, api });
    throw error;
  }
  await house.snapshot.refresh();
  const grant = { id, marketplace, partner, api, fields, agreement, since: now, cut_at: null, changed_at: now };
  return { ok: true, value: grant };
}

/** Cuts or restores a grant; felt within a second in every process. */
export async function moveGrant(
  house: House,
  caller: Caller,
  id: string,
  move: { to: "cut" | "restored"; why: string },
): Promise<Result<GrantView>> {
  const at = house.clock.now();
  const done = await house.db.tx(async (tx): Promise<Result<GrantView>> => {
    const [row] = await tx.query<GrantView>(`select ${grantColumns} from interface_grants where id = $1 for update`, [
      id,
    ]);
    if (!row) return refused("not_found");
    if ((row.cut_at === null) === (move.to === "restored")) return refused("interface_grant_wrong_state");
    const cutAt = move.to === "cut" ? at : null;
    await tx.query("update interface_grants set cut_at = $2, changed_at = $3 where id = $1", [id, cutAt, at]);
    await written(house, tx, row, { event: move.to, by: caller.id, why: move.why, at });
    return { ok: true, value: { ...row, cut_at: cutAt, changed_at: at } };
  });
  await house.snapshot.refresh();
  return done;
}

async function written(
  house: House,
  tx: Tx,
  grant: { id: string; marketplace: string },
  step: Omit<StepView, "n">,
): Promise<void> {
  await tx.query(
    `insert into interface_grant_steps (grant_id, n, event, by_whom, why, at)
     select $1, coalesce(max(n), 0) + 1, $2, $3, $4, $5 from interface_grant_steps where grant_id = $1`,
    [grant.id, step.event, step.by, step.why, step.at],
  );
  await raiseLinkState(tx);
  const event = { type: `interface.${step.event}`, version: 1, marketplace: grant.marketplace, subject: grant.id };
  await writeEvent(tx, house.ids, { ...event, data: { grant: grant.id, by: step.by, why: step.why } }, step.at);
}

export async function getGrant(house: House, id: string): Promise<GrantView | null> {
  const [row] = await house.db.read<GrantView>(`select ${grantColumns} from interface_grants where id = $1`, [id]);
  return row ?? null;
}

export async function stepsOfGrant(house: House, id: string): Promise<readonly StepView[]> {
  return await house.db.read<StepView>(
    `select n, event, by_whom as "by", why, at from interface_grant_steps where grant_id = $1 order by n`,
    [id],
  );
}

export type InterfaceAsked = { marketplace: string; partner: string; api: string; fields: readonly string[] };
export type InterfaceAnswer = {
  allowed: boolean;
  grant: string | null;
  fields_allowed: readonly string[];
  fields_refused: readonly string[];
  reasons: readonly Told[];
};

const notGranted = {
  code: "not_granted",
  zh: "该接口未授权给此伙伴。",
  en: "This interface is not granted to that partner.",
};
const cut = { code: "cut", zh: "该接口授权已被切断。", en: "The grant of this interface has been cut." };
const lapsed = {
  code: "agreement_lapsed",
  zh: "所依据的协议不在有效期内。",
  en: "The agreement that it hangs on is not in force.",
};
const noField = { code: "fields_not_granted", zh: "部分字段未授权。", en: "Some of the fields are not granted." };

/** What a gateway asks before it passes a partner's call on. All fields are granted, or it is not allowed. */
export async function checkInterface(house: House, asked: InterfaceAsked): Promise<InterfaceAnswer> {
  const now = house.clock.now();
  const { marketplace, partner, api, fields } = asked;
  const grant = house.snapshot.grantsOf(marketplace).find((one) => one.partner === partner && one.api === api);
  if (!grant) return { allowed: false, grant: null, fields_allowed: [], fields_refused: fields, reasons: [notGranted] };
  const reasons: Told[] = [];
  if (grant.cut_at !== null) reasons.push(cut);
  const { agreement } = grant;
  if (agreement !== null && (await house.agreementsInForce(marketplace, [agreement], now)).length === 0)
    reasons.push(lapsed);
  const permission = house.permit(
    { marketplace, store: null, capability: "data", partner, method: "query", buyer: null },
    now,
  );
  if (!permission.open) reasons.push(...permission.reasons);
  const standing = reasons.length === 0;
  const granted = standing ? fields.filter((one) => grant.fields.includes(one)) : [];
  if (standing && granted.length < fields.length) reasons.push(noField);
  return {
    ...{ allowed: reasons.length === 0, grant: grant.id, fields_allowed: granted, reasons },
    fields_refused: fields.filter((one) => !granted.includes(one)),
  };
}
