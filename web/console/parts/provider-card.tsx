/** @jsxImportSource react */
import { Button, Card, Input } from "antd";
import { type FormEvent, useState } from "react";
import { get, post } from "../lib/api.ts";
import { useSay } from "../lib/language.tsx";
import { useSession, useWho } from "../lib/session.tsx";
import type { Who } from "../lib/types.ts";
import { useAttempt } from "../lib/use-attempt.ts";
import { Field } from "./field.tsx";
import { ProblemNote } from "./states.tsx";
import { Deed } from "./why.tsx";

/** Whether the provider's word is good for oneself, made so and ended. */
export function ProviderCard({ name }: { name: string }) {
  const say = useSay();
  const who = useWho();
  const { setWho } = useSession();
  return (
    <Card>
      <h2>{say(`${name} 账号`, `Your ${name} account`)}</h2>
      {who.person.provider ? (
        <div className="stack">
          <p style={{ margin: 0 }}>
            {say(`已关联，可用 ${name} 登录。角色仍由本系统决定。`, `Linked: ${name} lets you in. Roles stay ours.`)}
          </p>
          <Deed
            danger
            why={false}
            label={say("解除关联", "Unlink")}
            title={say(`解除与 ${name} 的关联`, `${name} lets you in no more`)}
            act={() => post("/v1/session/provider/unlink")}
            done={(): unknown => get<Who>("/v1/session").then(setWho)}
          />
        </div>
      ) : (
        <LinkForm name={name} />
      )}
    </Card>
  );
}

function LinkForm({ name }: { name: string }) {
  const say = useSay();
  const [password, setPassword] = useState("");
  const { busy, problem, attempt } = useAttempt();
  const leave = (event: FormEvent): Promise<void> => {
    event.preventDefault();
    return attempt(async () => {
      const { url } = await post<{ url: string }>("/v1/session/provider", { password });
      location.assign(url);
    });
  };
  return (
    <form className="stack" onSubmit={(event) => void leave(event)}>
      <Field label={say("您的密码", "Your password")}>
        {(id) => (
          <Input.Password
            id={id}
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        )}
      </Field>
      {problem ? <ProblemNote problem={problem} /> : null}
      <Button htmlType="submit" loading={busy} disabled={password === ""}>
        {say(`关联 ${name}`, `Link ${name}`)}
      </Button>
    </form>
  );
}
