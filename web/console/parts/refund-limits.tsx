/** @jsxImportSource react */
import { Alert, Input, Select } from "antd";
import { useState } from "react";
import { typedAmount } from "../lib/amount.ts";
import { post, put } from "../lib/api.ts";
import { fenOrZero, moneyText, plainYuan, useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { Link } from "../lib/router.tsx";
import { useWho } from "../lib/session.tsx";
import type { List, Money, RefundLimit, RefundLimitChange } from "../lib/types.ts";
import { together, useLoad } from "../lib/use-load.ts";
import { Field } from "./field.tsx";
import { type LimitRole, useLimitRole } from "./limit-role.ts";
import { ListTable } from "./list-table.tsx";
import { Deed } from "./why.tsx";

const houseRoles: readonly LimitRole[] = ["operator", "finance", "merchant_owner", "merchant_finance", "key"];
const storeRoles: readonly LimitRole[] = ["merchant_finance", "key"];

/** How much somebody of a role may send back alone: read by whoever sees the team, set by two, or by an owner. */
export function RefundLimits() {
  const say = useSay();
  const { store, place } = useWho();
  const limits = useLoad<List<RefundLimit>>(place.marketplace === null ? null : "/v1/refund-limits");
  const changes = useLoad<List<RefundLimitChange>>(
    store === null && place.marketplace !== null ? "/v1/refund-limit-changes?state=pending" : null,
  );
  const reload = together(limits.reload, changes.reload);
  if (place.marketplace === null)
    return (
      <Alert
        type="info"
        showIcon
        title={say("请先切换到某个平台的角色。", "Change to a role within a marketplace to see its limits.")}
      />
    );
  const waiting = changes.data?.data ?? [];
  return (
    <div className="stack">
      <p className="soft">
        {say(
          "在限额以内一人即可退款；超过时退款先等待另一人批准，批准前钱包不会收到任何指令。未设置即不限；单日按平台时区的自然日计。",
          "Within a limit one person sends a refund; above it the refund waits for another, and no wallet hears of it before. Unset is no limit; a day is a calendar day of the marketplace.",
        )}
      </p>
      {waiting.length > 0 ? (
        <Alert
          type="info"
          showIcon
          title={say(`${waiting.length} 项限额修改待审批`, `${waiting.length} changes wait for a second person`)}
          action={<Link href="/console/approvals?show=refund_limit">{say("查看", "Look at them")}</Link>}
        />
      ) : null}
      <LimitDeed done={reload} held={limits.data?.data ?? []} />
      <LimitTable limits={limits} />
    </div>
  );
}

function LimitTable({ limits }: { limits: ReturnType<typeof useLoad<List<RefundLimit>>> }) {
  const say = useSay();
  const formats = useFormats();
  const role = useLimitRole();
  const none = say("不限", "no limit");
  const text = (amount: Money | null): string => (amount === null ? none : moneyText(amount));
  const coming = (one: RefundLimit): boolean => Date.parse(one.holds_from) > Date.now();
  return (
    <ListTable<RefundLimit>
      of={{ ...limits, data: limits.data?.data ?? null }}
      label={say("退款限额", "Limits of refunds")}
      empty={say("没有限额：所有有退款权限的人都可以单独退款", "No limits: whoever may refund does so alone")}
      rowKey={(one) => `${one.store} ${one.role} ${one.holds_from}`}
      cards
      columns={[
        { title: say("角色", "Role"), render: (_, one) => role(one.role) },
        {
          title: say("设置方", "Set by"),
          render: (_, one) => (one.store === null ? say("平台", "The marketplace") : say("本店", "This store")),
        },
        { title: say("单笔", "A refund"), align: "end", render: (_, one) => text(one.per_refund) },
        { title: say("单日", "A day"), align: "end", render: (_, one) => text(one.per_day) },
        {
          title: say("生效", "Holds from"),
          render: (_, one) => (
            <>
              {formats.short(one.holds_from)}
              {coming(one) ? <span className="soft"> {say("（放宽，次日生效）", "(easier: a day later)")}</span> : null}
            </>
          ),
        },
      ]}
    />
  );
}

type Typed = { per_refund: string; per_day: string };
const isOdd = (text: string): boolean => text.trim() !== "" && fenOrZero(text) === null;

/** Empty is no limit; nothing at all may be a limit here. */
function limitOf(text: string): Money | null {
  return text.trim() === "" ? null : (fenOrZero(text) ?? typedAmount(text));
}

/** An owner sets what their own people may; a marketplace's people propose, and another decides. */
function LimitDeed({ held, done }: { held: readonly RefundLimit[]; done: () => void }) {
  const say = useSay();
  const named = useLimitRole();
  const { store, place, scopes } = useWho();
  const roles = store === null ? houseRoles : storeRoles;
  const [role, setRole] = useState<LimitRole>(roles[0] ?? "key");
  const [typed, setTyped] = useState<Typed | null>(null);
  if (!scopes.includes("people:write") || (store !== null && place.role !== "merchant_owner")) return null;
  const now = held.filter((one) => one.role === role && one.store === store).at(-1);
  const texts = typed ?? { per_refund: plainYuan(now?.per_refund ?? null), per_day: plainYuan(now?.per_day ?? null) };
  const pick = (to: LimitRole): void => {
    setRole(to);
    setTyped(null);
  };
  const words =
    store === null
      ? ([say("提议修改限额", "Propose a limit"), say("须由另一人批准", "Another person decides")] as const)
      : ([
          say("设置限额", "Set a limit"),
          say("本店限额：收紧即时，放宽次日生效", "Stricter holds at once, easier a day later"),
        ] as const);
  return (
    <div>
      <Deed
        primary
        why={store === null}
        label={words[0]}
        title={words[1]}
        says={
          <div className="stack">
            <Field label={say("角色", "Role")}>
              {(id) => (
                <Select
                  id={id}
                  style={{ width: "100%" }}
                  value={role}
                  onChange={pick}
                  options={roles.map((value) => ({ value, label: named(value) }))}
                />
              )}
            </Field>
            <LimitFields texts={texts} change={setTyped} />
          </div>
        }
        act={async (why, key) => {
          const body = { role, per_refund: limitOf(texts.per_refund), per_day: limitOf(texts.per_day) };
          if (store !== null) await put(`/v1/stores/${store}/refund-limits`, body);
          else await post(`/v1/marketplaces/${place.marketplace?.id}/refund-limits`, { ...body, why }, key);
        }}
        done={() => {
          setTyped(null);
          return done();
        }}
      />
    </div>
  );
}

function LimitFields({ texts, change }: { texts: Typed; change: (to: Typed) => void }) {
  const say = useSay();
  const fields = [
    ["per_refund", say("单笔（元）；0 为一律须两人", "A refund, yuan; 0: always two people")],
    ["per_day", say("单日（元）", "A day, yuan")],
  ] as const;
  return fields.map(([name, label]) => (
    <Field key={name} label={label}>
      {(id) => (
        <Input
          id={id}
          inputMode="decimal"
          placeholder={say("不限", "No limit")}
          value={texts[name]}
          status={isOdd(texts[name]) ? "error" : ""}
          onChange={(event) => change({ ...texts, [name]: event.target.value })}
        />
      )}
    </Field>
  ));
}
