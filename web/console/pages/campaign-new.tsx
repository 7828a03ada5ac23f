/** @jsxImportSource react */
import { Button, Card, Input, Select } from "antd";
import { useRef, useState } from "react";
import { freshKey, post } from "../lib/api.ts";
import { useSay, useWords } from "../lib/language.tsx";
import { go } from "../lib/router.tsx";
import { useWho } from "../lib/session.tsx";
import type { Campaign, List, Marketplace, WalletAccount } from "../lib/types.ts";
import { useAttempt } from "../lib/use-attempt.ts";
import { useLoad } from "../lib/use-load.ts";
import {
  type CampaignDraft,
  campaignBody,
  emptyDraft,
  emptyPlace,
  isWhole,
  type Place,
} from "../parts/campaign-draft.ts";
import { hosts, pricingWords, surfaceWords, targetWords } from "../parts/campaign-words.ts";
import { Field } from "../parts/field.tsx";
import { usePartnerName } from "../parts/partner-names.ts";
import { PageHead, ProblemNote } from "../parts/states.tsx";
import { useWallets } from "../parts/wallets.tsx";

type Change = (to: Partial<CampaignDraft>) => void;

/** Compose a campaign: what it is called, where it stands, what it costs, how much it may spend. */
export default function CampaignNew() {
  const say = useSay();
  const { store, place } = useWho();
  const markets = useLoad<List<Marketplace>>(store === null ? "/v1/marketplaces?limit=100" : null);
  const [draft, setDraft] = useState<CampaignDraft>(emptyDraft);
  const { busy, problem, attempt } = useAttempt();
  const key = useRef(freshKey());
  const change: Change = (to) => setDraft((was) => ({ ...was, ...to }));
  const marketplace = place.marketplace?.id ?? markets.data?.data[0]?.id;
  const send = (): Promise<void> =>
    attempt(async () => {
      const body = campaignBody(draft, new Date());
      const path = store === null ? "/v1/campaigns" : `/v1/stores/${store}/campaigns`;
      const made = await post<Campaign>(path, store === null ? { ...body, marketplace } : body, key.current);
      go(`/console/campaigns/${made.id}`);
    });
  return (
    <>
      <PageHead
        title={say("新建广告活动", "New campaign")}
        lead={
          store === null
            ? say(
                "广告位的去向须在平台允许的网站之内。",
                "Placements lead only to origins that the marketplace allows.",
              )
            : say(
                "总预算即时从店铺余额预留，未花费的会退回。",
                "The total is set aside at once; what is not spent comes back.",
              )
        }
      />
      <div className="stack">
        <Card>
          <h2>{say("名称与计费", "Name and pricing")}</h2>
          <Basics draft={draft} change={change} ofStore={store !== null} />
        </Card>
        <Card>
          <h2>{say("广告位", "Placements")}</h2>
          <Places draft={draft} change={change} />
        </Card>
        {problem ? <ProblemNote problem={problem} /> : null}
        <div className="row">
          <Button type="primary" loading={busy} disabled={!isWhole(draft, store !== null)} onClick={() => void send()}>
            {say("建立活动", "Make the campaign")}
          </Button>
          <Button onClick={() => go("/console/campaigns")}>{say("取消", "Cancel")}</Button>
        </div>
      </div>
    </>
  );
}

type Part = { draft: CampaignDraft; change: Change };

function Basics({ draft, change, ofStore }: Part & { ofStore: boolean }) {
  const say = useSay();
  const text = (name: "zh" | "en" | "price" | "days" | "total" | "day", label: string, digits = true) => (
    <Field label={label}>
      {(id) => (
        <Input
          id={id}
          maxLength={200}
          inputMode={digits ? "decimal" : "text"}
          value={draft[name]}
          onChange={(event) => change({ [name]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <div className="cards">
      {text("zh", say("中文名称", "Name in Chinese"), false)}
      {text("en", say("英文名称", "Name in English"), false)}
      <Field label={say("计费方式", "Pricing")}>
        {(id) => (
          <Select
            id={id}
            style={{ width: "100%" }}
            value={draft.pricing}
            options={Object.entries(pricingWords).map(([value, words]) => ({ value, label: say(...words) }))}
            onChange={(pricing) => change({ pricing: pricing as CampaignDraft["pricing"] })}
          />
        )}
      </Field>
      {text(
        "price",
        draft.pricing === "share" ? say("比例（%）", "Share in percent") : say("单价（元）", "Price in yuan"),
      )}
      {text("days", say("天数", "For how many days"))}
      {text(
        "total",
        ofStore ? say("总预算（元）", "Whole budget in yuan") : say("总预算（元，可不填）", "Whole budget, if any"),
      )}
      {text("day", say("每日预算（元，可不填）", "Budget of a day, if any"))}
      <AccountChoice draft={draft} change={change} ofStore={ofStore} />
    </div>
  );
}

/** Whose book is charged: the store's own balance there, or the platform's. */
function AccountChoice({ draft, change, ofStore }: Part & { ofStore: boolean }) {
  const say = useSay();
  const words = useWords();
  const wallets = useWallets();
  const { store } = useWho();
  const accounts = useLoad<List<WalletAccount>>(ofStore ? null : "/v1/wallet-accounts?limit=100");
  const joined = useLoad<List<{ wallet: string; wallet_account: string }>>(
    ofStore ? `/v1/stores/${store}/activations` : null,
  );
  const nameOf = (wallet: string): string => {
    const found = wallets.find((one) => one.id === wallet);
    return found ? words(found.title) : wallet;
  };
  const own = (joined.data?.data ?? []).map((one) => ({ value: one.wallet_account, label: nameOf(one.wallet) }));
  const all = (accounts.data?.data ?? []).map((one) => ({
    value: one.id,
    label: `${nameOf(one.wallet)} · ${one.title}`,
  }));
  return (
    <Field
      label={
        ofStore
          ? say("从哪个余额支付", "Paid out of the balance at")
          : say("出账账户（可不填）", "Billed account, if any")
      }
    >
      {(id) => (
        <Select
          id={id}
          allowClear
          style={{ width: "100%" }}
          value={draft.account}
          options={ofStore ? own : all}
          onChange={(account: string | undefined) => change({ account: account ?? null })}
        />
      )}
    </Field>
  );
}

function Places({ draft, change }: Part) {
  const say = useSay();
  const set = (at: number, to: Partial<Place>): void =>
    change({ places: draft.places.map((one, n) => (n === at ? { ...one, ...to } : one)) });
  const partner = usePartnerName();
  type Named = readonly (readonly [value: string, name: string])[];
  const named = (from: typeof surfaceWords): Named => Object.entries(from).map(([id, words]) => [id, say(...words)]);
  const choice = (at: number, name: "host" | "surface" | "target", label: string, from: Named) => (
    <Field label={label}>
      {(id) => (
        <Select
          id={id}
          style={{ width: "100%" }}
          value={draft.places[at]?.[name] ?? ""}
          options={from.map(([value, text]) => ({ value, label: text }))}
          onChange={(value: string) => set(at, { [name]: value })}
        />
      )}
    </Field>
  );
  return (
    <div className="stack">
      {draft.places.map((one, at) => (
        <div key={at} className="cards">
          {choice(
            at,
            "host",
            say("宿主应用", "Host app"),
            hosts.map((id) => [id, partner(id)]),
          )}
          {choice(at, "surface", say("位置", "Surface"), named(surfaceWords))}
          {choice(at, "target", say("去向", "Leads to"), named(targetWords))}
          <Field label={say("网址", "Address")}>
            {(id) => (
              <Input id={id} type="url" value={one.url} onChange={(event) => set(at, { url: event.target.value })} />
            )}
          </Field>
        </div>
      ))}
      <div className="row">
        <Button onClick={() => change({ places: [...draft.places, emptyPlace] })}>{say("再加一个", "Add one")}</Button>
        {draft.places.length > 1 ? (
          <Button onClick={() => change({ places: draft.places.slice(0, -1) })}>
            {say("去掉最后一个", "Drop the last")}
          </Button>
        ) : null}
      </div>
    </div>
  );
}
