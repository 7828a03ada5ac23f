/** @jsxImportSource react */
import { Alert, Input } from "antd";
import { useEffect, useState } from "react";
import { put } from "../lib/api.ts";
import { useSay } from "../lib/language.tsx";
import type { ApiKey, OwnAddress } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import { Field } from "./field.tsx";
import { Chip } from "./states.tsx";
import { Deed } from "./why.tsx";

const waitMs = 300;

/** One a line, or apart by commas or spaces. */
export const listOfText = (text: string): string[] => text.split(/[\s,，]+/).filter((one) => one !== "");

/**
 * From where a key may be used. The house is asked while one types: it warns before a list is kept that the very
 * address one comes from is not on, and of what it cannot read.
 */
export function AddressField({ text, change }: { text: string; change: (to: string) => void }) {
  const say = useSay();
  const list = listOfText(text).join(",");
  const [asked, setAsked] = useState(list);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(list), waitMs);
    return () => clearTimeout(timer);
  }, [list]);
  const found = useLoad<OwnAddress>(`/v1/own-address?addresses=${encodeURIComponent(asked)}`);
  // Of what stands there now, and of nothing that stood there before.
  const own = asked === list ? found.data : null;
  return (
    <div className="stack">
      <Field
        label={say("允许的来源地址（留空为不限）", "Addresses it may be used from (none: everywhere)")}
        hint={say(
          "每行一个 IPv4、IPv6 地址或网段，如 203.0.113.7、10.0.0.0/8、2001:db8::/32",
          "An IPv4 or IPv6 address or network a line: 203.0.113.7, 10.0.0.0/8, 2001:db8::/32",
        )}
      >
        {(id) => (
          <Input.TextArea
            id={id}
            className="mono"
            rows={3}
            value={text}
            status={own && own.wrong.length > 0 ? "error" : ""}
            onChange={(event) => change(event.target.value)}
          />
        )}
      </Field>
      <div role="status" className="stack">
        {own && own.wrong.length > 0 ? (
          <Alert type="error" showIcon title={`${say("无法识别", "Cannot be read")}: ${own.wrong.join(", ")}`} />
        ) : null}
        {own?.listed && list !== "" ? (
          <span className="soft">
            {say("您当前的地址", "Your own address")} <span className="mono">{own.address}</span>{" "}
            {say("在列表内", "is on it")}
          </span>
        ) : null}
        {own && !own.listed ? (
          <Alert
            type="warning"
            showIcon
            title={say(
              `列表不包含您当前的地址 ${own.address}：保存后，从这里使用此密钥会被拒绝。`,
              `Your own address, ${own.address}, is not on it: once kept, the key is refused from here.`,
            )}
          />
        ) : null}
      </div>
    </div>
  );
}

const most = 2;

/** The first few of a key's list, and how many more. */
export function KeyAddresses({ of }: { of: readonly string[] }) {
  const say = useSay();
  if (of.length === 0) return <span className="soft">{say("不限", "everywhere")}</span>;
  return (
    <span className="row" title={of.join(", ")}>
      {of.slice(0, most).map((one) => (
        <Chip key={one}>
          <span className="mono">{one}</span>
        </Chip>
      ))}
      {of.length > most ? <span className="soft">+{of.length - most}</span> : null}
    </span>
  );
}

export function AddressDeed({ of: one, done }: { of: ApiKey; done: () => void }) {
  const say = useSay();
  const kept = one.addresses.join("\n");
  const [text, setText] = useState<string | null>(null);
  return (
    <Deed
      size="small"
      why={false}
      label={say("来源地址", "Addresses")}
      title={say(`密钥“${one.name}”的来源地址，立即生效`, `From where “${one.name}” may be used: it holds at once`)}
      says={<AddressField text={text ?? kept} change={setText} />}
      act={() => put(`/v1/api-keys/${one.id}/addresses`, { addresses: listOfText(text ?? kept) })}
      done={() => {
        setText(null);
        return done();
      }}
    />
  );
}
