/** @jsxImportSource react */
import { Card } from "antd";
import { post } from "../lib/api.ts";
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { useMay } from "../lib/session.tsx";
import type { Hub } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import { shortPrint } from "./hub-words.ts";
import { Chip, type Tone } from "./states.tsx";
import { Deed } from "./why.tsx";

type OwnKey = Hub["keys"][number];

const words: Readonly<Record<OwnKey["state"], readonly [Tone, string, string]>> = {
  signs: ["success", "正在签名", "Signs"],
  published: ["processing", "已公布，未启用", "Published, signs nothing yet"],
  replaced: ["warning", "已被替换，仍公布", "Replaced, still published"],
  retired: ["default", "已停用", "Retired"],
};

/** What participants check the hub's own word by, and how it is changed without a stop. */
export function HubKeys() {
  const say = useSay();
  const may = useMay()("house:write");
  const hub = useLoad<Hub>("/v1/hub", 15_000);
  const keys = hub.data?.keys.filter((one) => one.state !== "retired") ?? [];
  return (
    <Card title={say("枢纽签名密钥", "The hub's own keys")}>
      <p className="soft">
        {say(
          "更换：先生成并公布新密钥，通知各参与方；再由两人启用；旧消息送达后停用旧密钥。",
          "To change it: publish a new one and let participants know, two people let it sign, then retire the old one.",
        )}
      </p>
      <div className="stack">
        {keys.map((one) => (
          <Key key={one.id} of={one} done={hub.reload} />
        ))}
        {may ? (
          <div>
            <Deed
              why={false}
              label={say("生成新密钥", "Make a new key")}
              title={say("生成并公布新密钥", "Make and publish a new key")}
              says={say("立即公布，暂不用于签名。", "It is published at once, and signs nothing yet.")}
              act={(_why, key) => post("/v1/hub/keys", {}, key)}
              done={hub.reload}
            />
          </div>
        ) : null}
      </div>
    </Card>
  );
}

function Key({ of, done }: { of: OwnKey; done: () => void }) {
  const say = useSay();
  const formats = useFormats();
  const may = useMay()("house:write");
  const [tone, zh, en] = words[of.state];
  const change = { kind: "own_key", own_key: { id: of.id } };
  return (
    <div className="row">
      <span className="mono" title={of.fingerprint}>
        {shortPrint(of.fingerprint)}…
      </span>
      <Chip tone={tone}>{say(zh, en)}</Chip>
      <span className="soft">{formats.day(of.made_at)}</span>
      {may && of.state !== "signs" ? (
        <>
          <Deed
            size="small"
            label={say("提议启用", "Propose to sign with it")}
            title={say("提议用此密钥签名", "Propose that the hub signs with this key")}
            says={say("须由另一人批准，批准后立即生效。", "Another person approves it; it holds at once.")}
            act={(why, key) => post("/v1/hub/changes", { ...change, why }, key)}
            done={done}
          />
          <Deed
            size="small"
            danger
            why={false}
            label={say("停用", "Retire")}
            title={say("不再公布此密钥", "Publish this key no longer")}
            says={say(
              "用它签名而尚未送达的消息将无法验签；旧密钥请在更换一小时后停用。",
              "What it signed and nobody has heard yet proves nothing any more: wait an hour after a change.",
            )}
            act={(_why, key) => post(`/v1/hub/keys/${of.id}/retire`, {}, key)}
            done={done}
          />
        </>
      ) : null}
    </div>
  );
}
