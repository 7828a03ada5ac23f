/** @jsxImportSource react */
import { Card, Input, Select } from "antd";
import { useState } from "react";
import { post } from "../lib/api.ts";
import { useFormats } from "../lib/format.ts";
import { useSay, useWords } from "../lib/language.tsx";
import { nextRules, ruleFor, type Ways } from "../lib/link-rules.ts";
import { useMay } from "../lib/session.tsx";
import type { LinkPolicy } from "../lib/types.ts";
import { ContactsButton } from "./contacts.tsx";
import { Field } from "./field.tsx";
import { usePartnerName } from "./partner-names.ts";
import { Scroll } from "./region.tsx";
import { Chip } from "./states.tsx";
import { Deed } from "./why.tsx";

type Pair = readonly [string, string];
const surfaces: Readonly<Record<string, Pair>> = {
  chat: ["单聊", "One-to-one chat"],
  group: ["群聊", "Group"],
  feed: ["信息流", "Feed"],
  search: ["搜索", "Search"],
};
const ways: Readonly<Record<string, Pair>> = {
  open: ["直接打开", "Opens"],
  confirm: ["询问后打开", "Asks first"],
  copy: ["复制到浏览器", "Copy to the browser"],
  block: ["屏蔽", "Blocked"],
};
const posts: Readonly<Record<string, Pair>> = {
  refuse: ["不得发布", "Refused"],
  as_opened: ["随开放计划", "As the openings say"],
  allow: ["可以发布", "Allowed"],
};

/** A host app's policy: the version that holds, surface by surface, and the versions before it. */
export function PolicyCard({ versions, done }: { versions: readonly LinkPolicy[]; done: () => void }) {
  const say = useSay();
  const words = useWords();
  const formats = useFormats();
  const partner = usePartnerName();
  const sorted = versions.toSorted((a, b) => a.n - b.n);
  const now = new Date().toISOString();
  const holds = sorted.findLast((one) => one.starts_at <= now) ?? sorted[0];
  if (!holds) return null;
  const name = partner(holds.partner);
  return (
    <Card>
      <div className="row">
        <h2 style={{ margin: 0 }}>{name}</h2>
        <span>{words(holds.title)}</span>
        <Chip tone="success">{say(`第 ${holds.n} 版`, `Version ${holds.n}`)}</Chip>
        <span className="soft" style={{ flex: 1 }}>
          {formats.instant(holds.starts_at)} {say("起", "on")}
        </span>
        <ContactsButton kind="partner" name={holds.partner} marketplace={holds.marketplace} />
        <PolicyDeed of={holds} name={name} done={done} />
      </div>
      <Matrix of={holds} name={name} />
      <p className="soft" style={{ marginBottom: 0 }}>
        {say("商家发布：二维码", "Sellers' posts: QR codes")} {say(...pairOf(posts, holds.posts.qr_codes))}
        {say("；钱包账号", "; wallet accounts")} {say(...pairOf(posts, holds.posts.wallet_ids))}
        {say("；链接", "; links")} {say(...pairOf(posts, holds.posts.links))}
      </p>
      {sorted.length > 1 ? (
        <details>
          <summary>{say(`全部 ${sorted.length} 个版本`, `All ${sorted.length} versions`)}</summary>
          <ol>
            {sorted.map((one) => (
              <li key={one.n}>
                {words(one.title)} · {formats.instant(one.starts_at)} · {one.why}
              </li>
            ))}
          </ol>
        </details>
      ) : null}
    </Card>
  );
}

const pairOf = (from: Readonly<Record<string, Pair>>, name: string): Pair => from[name] ?? [name, name];

function Matrix({ of, name }: { of: LinkPolicy; name: string }) {
  const say = useSay();
  return (
    <Scroll label={say(`${name}：各场景如何打开`, `${name}: how links open, surface by surface`)}>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{say("场景", "Surface")}</th>
            <th scope="col">{say("已开放时", "Where it is open")}</th>
            <th scope="col">{say("未开放时", "Where it is shut")}</th>
          </tr>
        </thead>
        <tbody>
          {Object.entries(surfaces).map(([surface, words]) => {
            const rule = ruleFor(of, surface);
            return (
              <tr key={surface}>
                <th scope="row">{say(...words)}</th>
                <td>{say(...pairOf(ways, rule.when_open))}</td>
                <td>{say(...pairOf(ways, rule.when_shut))}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroll>
  );
}

/** A new version, surface by surface; it counts from now on and changes no older one. */
function PolicyDeed({ of, name, done }: { of: LinkPolicy; name: string; done: () => void }) {
  const say = useSay();
  const may = useMay()("openings:write");
  const [rules, setRules] = useState<Record<string, Ways>>(() =>
    Object.fromEntries(Object.keys(surfaces).map((surface) => [surface, ruleFor(of, surface)])),
  );
  const [zh, setZh] = useState("");
  const [en, setEn] = useState("");
  if (!may) return null;
  const body = (why: string) => ({
    ...{ marketplace: of.marketplace, partner: of.partner, title: { zh, en }, posts: of.posts, why },
    rules: nextRules(of, rules),
  });
  const choice = (surface: string, when: "when_open" | "when_shut", label: string, values: readonly string[]) => (
    <Select
      aria-label={label}
      style={{ minWidth: 150, flex: 1 }}
      value={rules[surface]?.[when] ?? ""}
      options={values.map((value) => ({ value, label: say(...pairOf(ways, value)) }))}
      onChange={(value: string) =>
        setRules((was) => ({ ...was, [surface]: { ...was[surface], [when]: value } as Ways }))
      }
    />
  );
  return (
    <Deed
      label={say("新版本", "New version")}
      title={say(`${name}：新的打开方式`, `${name}: another version`)}
      says={
        <div className="stack">
          <Field label={say("中文标题", "Title in Chinese")}>
            {(id) => <Input id={id} value={zh} onChange={(event) => setZh(event.target.value)} />}
          </Field>
          <Field label={say("英文标题", "Title in English")}>
            {(id) => <Input id={id} value={en} onChange={(event) => setEn(event.target.value)} />}
          </Field>
          {Object.entries(surfaces).map(([surface, words]) => (
            <div key={surface} className="row">
              <span style={{ width: 110 }}>{say(...words)}</span>
              {choice(surface, "when_open", `${say(...words)} ${say("已开放时", "open")}`, Object.keys(ways))}
              {choice(surface, "when_shut", `${say(...words)} ${say("未开放时", "shut")}`, ["copy", "block"])}
            </div>
          ))}
        </div>
      }
      act={(why, key) => post("/v1/link-policies", body(why), key)}
      done={done}
    />
  );
}
