/** @jsxImportSource react */
import { Button, Card, Input, Tag } from "antd";
import { type FormEvent, useState } from "react";
import { get, patch, post } from "../lib/api.ts";
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { makePasskey } from "../lib/passkey.ts";
import { useSession, useWho } from "../lib/session.tsx";
import type { List, Passkey, WaysIn, Who } from "../lib/types.ts";
import { useAttempt } from "../lib/use-attempt.ts";
import { type Loaded, useLoad } from "../lib/use-load.ts";
import { Field } from "./field.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";
import { ProblemNote, Shown } from "./states.tsx";
import { PasskeysElsewhere, passkeysHere } from "./ways-in.tsx";
import { Deed } from "./why.tsx";

/** One's own passkeys: added, named, removed. */
export function PasskeysCard({ ways }: { ways: WaysIn }) {
  const say = useSay();
  const { setWho } = useSession();
  const passkeys = useLoad<List<Passkey>>("/v1/session/passkeys");
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const changed = async (): Promise<void> => {
    passkeys.reload();
    setWho(await get<Who>("/v1/session"));
  };
  const added = (told: readonly string[] | null): void => {
    setCodes(told);
    if (told === null) void changed();
    else passkeys.reload();
  };
  return (
    <Card>
      <h2>{say("通行密钥", "Passkeys")}</h2>
      <div className="stack">
        <p style={{ margin: 0 }}>
          {say(
            "用手机、电脑或安全钥匙的指纹、面容或 PIN 登录；可代替密码，也可作为第二步验证。",
            "Sign in with a phone's, computer's or security key's finger, face or PIN: instead of the password, or after it.",
          )}
        </p>
        <Shown of={passkeys} rows={2}>
          {({ data }) => <Rows of={data} passkeys={passkeys} changed={() => void changed()} />}
        </Shown>
        {codes ? (
          <RecoveryCodes
            codes={codes}
            kept={() => {
              setCodes(null);
              void changed();
            }}
          />
        ) : passkeysHere(ways) ? (
          <AddForm added={added} />
        ) : (
          <PasskeysElsewhere ways={ways} />
        )}
      </div>
    </Card>
  );
}

type RowsProps = { of: readonly Passkey[]; passkeys: Loaded<List<Passkey>>; changed: () => void };

function Rows({ of, passkeys, changed }: RowsProps) {
  const say = useSay();
  if (of.length === 0) return <p className="soft">{say("还没有通行密钥。", "There is none yet.")}</p>;
  return (
    <ul className="stack" style={{ listStyle: "none", padding: 0, margin: 0 }}>
      {of.map((one) => (
        <Row key={one.id} one={one} renamed={passkeys.reload} removed={changed} />
      ))}
    </ul>
  );
}

function Row({ one, renamed, removed }: { one: Passkey; renamed: () => void; removed: () => void }) {
  const say = useSay();
  const formats = useFormats();
  const [name, setName] = useState<string | null>(null);
  const { busy, problem, attempt } = useAttempt();
  const rename = (event: FormEvent): Promise<void> => {
    event.preventDefault();
    return attempt(async () => {
      await patch(`/v1/session/passkeys/${one.id}`, { name });
      setName(null);
      renamed();
    });
  };
  const used = one.used_at ? formats.short(one.used_at) : say("从未", "never");
  if (name !== null)
    return (
      <li>
        <form className="row" onSubmit={(event) => void rename(event)}>
          <Input
            aria-label={say("名称", "Name")}
            style={{ flex: "1 1 160px" }}
            value={name}
            maxLength={60}
            autoFocus
            onChange={(event) => setName(event.target.value)}
          />
          <Button htmlType="submit" loading={busy} disabled={name.trim() === ""}>
            {say("保存", "Save")}
          </Button>
        </form>
        {problem ? <ProblemNote problem={problem} /> : null}
      </li>
    );
  return (
    <li className="row">
      <span style={{ flex: "1 1 220px", overflowWrap: "anywhere" }}>
        {one.name} {one.synced ? <Tag>{say("多设备同步", "synced")}</Tag> : null}
        <br />
        <span className="soft">
          {say("添加于", "added")} {formats.short(one.created_at)} · {say("上次使用", "used")} {used}
        </span>
      </span>
      <Button size="small" onClick={() => setName(one.name)}>
        {say("重命名", "Rename")}
      </Button>
      <Deed
        size="small"
        danger
        why={false}
        label={say("移除", "Remove")}
        title={say(`移除“${one.name}”，它将不能再用于登录`, `Remove “${one.name}”: it signs you in no more`)}
        act={() => post(`/v1/session/passkeys/${one.id}/remove`)}
        done={removed}
      />
    </li>
  );
}

function AddForm({ added }: { added: (codes: readonly string[] | null) => void }) {
  const say = useSay();
  const who = useWho();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const { busy, problem, attempt } = useAttempt();
  const add = (event: FormEvent): Promise<void> => {
    event.preventDefault();
    return attempt(async () => {
      const made = await makePasskey({ name: name.trim(), password });
      setName("");
      setPassword("");
      added(made.recovery_codes);
    });
  };
  const byPassword = who.person.login !== null;
  return (
    <form className="stack" onSubmit={(event) => void add(event)}>
      <Field label={say("名称，例如“工作电脑”", "A name, such as “work computer”")}>
        {(id) => <Input id={id} value={name} maxLength={60} onChange={(event) => setName(event.target.value)} />}
      </Field>
      {byPassword ? (
        <Field label={say("您的密码", "Your password, once more")}>
          {(id) => (
            <Input.Password
              id={id}
              autoComplete="current-password"
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          )}
        </Field>
      ) : null}
      {problem ? <ProblemNote problem={problem} /> : null}
      <Button htmlType="submit" loading={busy} disabled={name.trim() === "" || (byPassword && password === "")}>
        {say("添加通行密钥", "Add a passkey")}
      </Button>
    </form>
  );
}
