/** @jsxImportSource react */
import { Input, Select, Tabs } from "antd";
import { useState } from "react";
import { post } from "../lib/api.ts";
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { setQuery, useAddress } from "../lib/router.tsx";
import { useMay, useWho } from "../lib/session.tsx";
import type { Invited, List, TeamMember as Member, Role } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import { Field } from "../parts/field.tsx";
import { ListTable } from "../parts/list-table.tsx";
import { Once } from "../parts/once.tsx";
import { RefundLimits } from "../parts/refund-limits.tsx";
import { PageHead, StateTag } from "../parts/states.tsx";
import { Deed } from "../parts/why.tsx";
import { useRoleName } from "../shell.tsx";

/** Who may sign in here, and as what; and how much each role may send back by itself. */
export default function Team() {
  const say = useSay();
  const { query } = useAddress();
  return (
    <>
      <PageHead
        title={say("成员", "Team")}
        lead={say("每人一个角色；所有操作都记在本人名下。", "A role each; whatever they do is kept under their name.")}
      />
      <Tabs
        activeKey={query.get("tab") === "limits" ? "limits" : "members"}
        onChange={(tab) => setQuery({ tab: tab === "members" ? null : tab })}
        items={[
          { key: "members", label: say("成员", "Members"), children: <Members /> },
          { key: "limits", label: say("退款限额", "Limits of refunds"), children: <RefundLimits /> },
        ]}
        destroyOnHidden
      />
    </>
  );
}

function Members() {
  const say = useSay();
  const formats = useFormats();
  const role = useRoleName();
  const may = useMay()("people:write");
  const who = useWho();
  const team = useLoad<List<Member>>("/v1/team");
  const [link, setLink] = useState<Invited | null>(null);
  return (
    <div className="stack">
      {may ? (
        <div>
          <InviteDeed told={setLink} done={team.reload} />
        </div>
      ) : null}
      <div className="stack">
        {link ? (
          <Once title={say("一次性链接，请转交本人", "The one-time link: hand it to them")} text={link.url} />
        ) : null}
        <ListTable<Member>
          of={{ ...team, data: team.data?.data ?? null }}
          label={say("成员列表", "Members")}
          empty={say("还没有成员", "Nobody yet")}
          rowKey={(one) => one.membership}
          cards
          columns={[
            { title: say("姓名", "Name"), dataIndex: "name" },
            { title: say("角色", "Role"), render: (_, one) => role(one.role) },
            { title: say("登录名", "Login"), render: (_, one) => one.login ?? "—" },
            {
              title: say("两步验证", "Second step"),
              render: (_, one) => (one.second_step ? say("已启用", "on") : say("未启用", "off")),
            },
            { title: say("状态", "State"), render: (_, one) => <StateTag state={one.state} /> },
            { title: say("最近登录", "Last seen"), render: (_, one) => formats.short(one.seen_at) },
            {
              title: say("操作", "Do"),
              render: (_, one) =>
                may && one.person !== who.person.id ? <MemberDeeds of={one} told={setLink} done={team.reload} /> : null,
            },
          ]}
        />
      </div>
    </div>
  );
}

type Told = { told: (link: Invited) => void; done: () => void };

function MemberDeeds({ of: one, told, done }: Told & { of: Member }) {
  const say = useSay();
  return (
    <span className="row">
      <Deed
        size="small"
        why={false}
        label={say("新链接", "New link")}
        title={say("生成一次性链接", "A one-time link")}
        says={say("使用后将重设密码与两步验证。", "Using it sets a new password and takes the second step away.")}
        act={async (_, key) => told(await post<Invited>(`/v1/team/${one.membership}/link`, undefined, key))}
      />
      <Deed
        size="small"
        danger
        why={false}
        label={say("移除", "End")}
        title={say("结束任职，立即下线", "End the role and every session of theirs")}
        act={(_, key) => post(`/v1/team/${one.membership}/end`, undefined, key)}
        done={done}
      />
    </span>
  );
}

const houseRoles: readonly Role[] = ["operator", "approver", "finance", "support", "auditor"];
const storeRoles: readonly Role[] = ["merchant_owner", "merchant_finance", "merchant_staff"];

function InviteDeed({ told, done }: Told) {
  const say = useSay();
  const named = useRoleName();
  const { store } = useWho();
  const roles = store === null ? houseRoles : storeRoles;
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>(roles.at(-1) ?? "auditor");
  return (
    <Deed
      primary
      why={false}
      label={say("邀请成员", "Invite somebody")}
      title={say("邀请成员", "Invite somebody")}
      says={
        <div className="stack">
          <Field label={say("姓名", "Name")}>
            {(id) => <Input id={id} value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />}
          </Field>
          <Field label={say("角色", "Role")}>
            {(id) => (
              <Select
                id={id}
                style={{ width: "100%" }}
                value={role}
                onChange={setRole}
                options={roles.map((value) => ({ value, label: named(value) }))}
              />
            )}
          </Field>
        </div>
      }
      act={async (_, key) => told(await post<Invited>("/v1/team", { name, role }, key))}
      done={done}
    />
  );
}
