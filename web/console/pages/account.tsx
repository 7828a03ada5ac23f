/** @jsxImportSource react */
import { Button, Card, Input } from "antd";
import { type FormEvent, useId, useState } from "react";
import { get, post } from "../lib/api.ts";
import { deviceOf } from "../lib/device.ts";
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { useSession, useWho } from "../lib/session.tsx";
import type { List, Session, WaysIn, Who } from "../lib/types.ts";
import { useAttempt } from "../lib/use-attempt.ts";
import { useLoad } from "../lib/use-load.ts";
import { Field } from "../parts/field.tsx";
import { PasskeysCard } from "../parts/passkeys.tsx";
import { ProviderCard } from "../parts/provider-card.tsx";
import { QrPicture } from "../parts/qr-picture.tsx";
import { RecoveryCodes } from "../parts/recovery-codes.tsx";
import { PageHead, ProblemNote, Shown } from "../parts/states.tsx";
import { StepDue } from "../parts/step-up.tsx";
import { ProviderRefusal } from "../parts/ways-in.tsx";
import { Deed } from "../parts/why.tsx";

/** One's own password, second step and sessions. */
export default function Account() {
  const say = useSay();
  const who = useWho();
  const ways = useLoad<WaysIn>("/v1/sign-in").data;
  const byPassword = who.person.login !== null;
  // Who has a second step shows it before they change any way in.
  const due = who.second_step_due && who.person.second_step;
  return (
    <>
      <PageHead
        title={say("账号与安全", "Account and security")}
        lead={[who.person.name, who.person.login].filter(Boolean).join(" · ")}
      />
      <div className="stack">
        <ProviderRefusal />
        {ways && who.second_step_due ? <StepDue ways={ways} /> : null}
        {due ? null : (
          <div className="two">
            {ways ? <PasskeysCard ways={ways} /> : null}
            {byPassword ? <SecondStepCard /> : null}
            {byPassword ? <PasswordCard /> : null}
            {ways?.provider && byPassword ? <ProviderCard name={ways.provider.name} /> : null}
          </div>
        )}
        <SessionsCard />
      </div>
    </>
  );
}

function SecondStepCard() {
  const say = useSay();
  const who = useWho();
  const { setWho } = useSession();
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [secret, setSecret] = useState<{ secret: string; url: string } | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const { problem, attempt } = useAttempt();
  const sent = (work: () => Promise<void>) => (event: FormEvent) => {
    event.preventDefault();
    return attempt(work);
  };
  const begin = sent(async () => {
    setSecret(await post("/v1/session/second-step", { password }));
    setPassword("");
  });
  const confirm = sent(async () => {
    const done = await post<{ recovery_codes: string[] }>("/v1/session/second-step/confirm", { code: code.trim() });
    setCodes(done.recovery_codes);
    setSecret(null);
  });
  const kept = async (): Promise<void> => {
    setCodes(null);
    setWho(await get<Who>("/v1/session"));
  };
  return (
    <Card>
      <h2>{say("验证器应用", "Authenticator app")}</h2>
      <div className="stack">
        <p style={{ margin: 0 }}>
          {who.person.app || codes
            ? say("已启用：登录时可用验证器的六位数字。", "On: its six digits are your second step.")
            : say(
                "未启用。没有通行密钥的人应启用它，尤其是运营与审批人。",
                "Off. Who has no passkey switches it on, above all an operator or approver.",
              )}
        </p>
        {problem ? <ProblemNote problem={problem} /> : null}
        {codes ? (
          <RecoveryCodes codes={codes} kept={() => void kept()} />
        ) : secret ? (
          <ConfirmForm secret={secret} code={code} setCode={setCode} confirm={confirm} />
        ) : (
          <BeginForm password={password} setPassword={setPassword} begin={begin} again={who.person.app} />
        )}
      </div>
    </Card>
  );
}

type Sent = (event: FormEvent) => Promise<void>;
type ConfirmProps = {
  secret: { secret: string; url: string };
  code: string;
  setCode: (text: string) => void;
  confirm: Sent;
};

function ConfirmForm({ secret, code, setCode, confirm }: ConfirmProps) {
  const say = useSay();
  const id = useId();
  return (
    <form className="stack" onSubmit={(event) => void confirm(event)}>
      <QrPicture text={secret.url} label={say("用验证器应用扫描", "Scan it with your authenticator")} />
      <p className="mono">{secret.secret}</p>
      <div>
        <label htmlFor={id}>{say("首个验证码", "Its first code")}</label>
        <Input
          id={id}
          inputMode="numeric"
          autoComplete="one-time-code"
          value={code}
          onChange={(event) => setCode(event.target.value)}
        />
      </div>
      <Button type="primary" htmlType="submit">
        {say("启用", "Switch it on")}
      </Button>
    </form>
  );
}

type BeginProps = { password: string; setPassword: (text: string) => void; begin: Sent; again: boolean };

function BeginForm({ password, setPassword, begin, again }: BeginProps) {
  const say = useSay();
  const id = useId();
  return (
    <form className="stack" onSubmit={(event) => void begin(event)}>
      <div>
        <label htmlFor={id}>{say("当前密码", "Your password")}</label>
        <Input.Password
          id={id}
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </div>
      <Button htmlType="submit" disabled={password === ""}>
        {again ? say("换一台设备", "Use another device") : say("设置两步验证", "Set it up")}
      </Button>
    </form>
  );
}

function PasswordCard() {
  const say = useSay();
  const [present, setPresent] = useState("");
  const [next, setNext] = useState("");
  const [done, setDone] = useState(false);
  const { busy, problem, attempt } = useAttempt();
  const change = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setDone(false);
    await attempt(async () => {
      await post("/v1/session/password", { present, next });
      setPresent("");
      setNext("");
      setDone(true);
    });
  };
  return (
    <Card>
      <h2>{say("修改密码", "Change the password")}</h2>
      <form className="stack" onSubmit={(event) => void change(event)}>
        <Field label={say("当前密码", "The present one")}>
          {(id) => (
            <Input.Password
              id={id}
              autoComplete="current-password"
              value={present}
              onChange={(event) => setPresent(event.target.value)}
            />
          )}
        </Field>
        <Field label={say("新密码（至少 10 个字符）", "The new one (ten characters or more)")}>
          {(id) => (
            <Input.Password
              id={id}
              autoComplete="new-password"
              value={next}
              onChange={(event) => setNext(event.target.value)}
            />
          )}
        </Field>
        {problem ? <ProblemNote problem={problem} /> : null}
        {done ? (
          <p role="status">{say("已修改，其他会话已结束。", "Changed. Every other session has ended.")}</p>
        ) : null}
        <Button htmlType="submit" loading={busy} disabled={present === "" || next === ""}>
          {say("修改", "Change")}
        </Button>
      </form>
    </Card>
  );
}

function SessionsCard() {
  const say = useSay();
  const formats = useFormats();
  const sessions = useLoad<List<Session>>("/v1/sessions");
  return (
    <Card>
      <div className="row" style={{ marginBottom: 8 }}>
        <h2 style={{ margin: 0 }}>{say("登录会话", "Sessions")}</h2>
        <Deed
          size="small"
          why={false}
          label={say("结束其他会话", "End all others")}
          title={say("结束其他全部会话", "End all but this one")}
          act={() => post("/v1/sessions/end-others")}
          done={sessions.reload}
        />
      </div>
      <Shown of={sessions}>
        {({ data }) => (
          <ul className="stack" style={{ listStyle: "none", padding: 0, margin: 0 }}>
            {data.map((one) => (
              <li key={one.id} className="row">
                <span style={{ flex: "1 1 280px", overflowWrap: "anywhere" }}>
                  <span title={one.agent}>{deviceOf(one.agent)}</span>
                  <br />
                  <span className="soft">
                    {one.address} · {say("最近", "seen")} {formats.short(one.seen_at)}
                    {one.stepped_at === null
                      ? null
                      : ` · ${say("第二步验证", "second step shown")} ${formats.short(one.stepped_at)}`}
                  </span>
                </span>
                {one.current ? (
                  <strong>{say("当前会话", "This one")}</strong>
                ) : (
                  <Deed
                    size="small"
                    danger
                    why={false}
                    label={say("结束", "End")}
                    title={say("立即结束此会话", "End it at once")}
                    act={() => post(`/v1/sessions/${one.id}/end`)}
                    done={sessions.reload}
                  />
                )}
              </li>
            ))}
          </ul>
        )}
      </Shown>
    </Card>
  );
}
