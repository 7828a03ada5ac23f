/** @jsxImportSource react */
import type { ReactNode } from "react";
import { useSay } from "../lib/language.tsx";
import type { WalletCall } from "../lib/types.ts";
import { hiddenWords } from "./wire-words.ts";

type Body = WalletCall["request"];
type Say = ReturnType<typeof useSay>;

const forms: Readonly<Record<string, string>> = { json: "JSON", form: "form", xml: "XML", text: "text", none: "—" };

/** A body as JSON, a field a line; what is withheld stands as words on a ground of their own. */
export function WireBody({ title, body }: { title: string; body: Body }) {
  const say = useSay();
  if (body.value === null)
    return (
      <p className="soft">
        {title}：{say("无内容", "empty")}
      </p>
    );
  return (
    <section className="wire-body" aria-label={title}>
      <p className="wire-title">
        <strong>{title}</strong> <small>{`${forms[body.form] ?? body.form} · ${body.bytes} B`}</small>
      </p>
      <pre className="raw-record">{typeof body.value === "string" ? body.value : pretty(body.value, say, "")}</pre>
    </section>
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function pretty(value: unknown, say: Say, indent: string): ReactNode {
  if (Array.isArray(value))
    return members(
      value.map((one) => [null, one] as const),
      "[",
      "]",
      say,
      indent,
    );
  if (!isRecord(value)) return JSON.stringify(value ?? null);
  const why = value["$hidden"];
  if (typeof why === "string")
    return <mark className="withheld">{say(...(hiddenWords[why] ?? ([why, why] as const)))}</mark>;
  return members(Object.entries(value), "{", "}", say, indent);
}

type Member = readonly [name: string | null, value: unknown];

function members(all: readonly Member[], open: string, shut: string, say: Say, indent: string): ReactNode {
  if (all.length === 0) return open + shut;
  const deeper = `${indent}  `;
  return (
    <>
      {open}
      {all.map(([name, one], n) => (
        // A body never changes: its places are its names.
        <span key={n}>
          {`\n${deeper}`}
          {name === null ? null : <span className="wire-name">{`${named(name, say)}: `}</span>}
          {pretty(one, say, deeper)}
          {n < all.length - 1 ? "," : ""}
        </span>
      ))}
      {`\n${indent}${shut}`}
    </>
  );
}

/** Names that the house itself put in begin with a dollar. */
function named(name: string, say: Say): string {
  if (name === "$opened") return say("（解密后）", "(opened)");
  if (name === "$answer") return say("（应答）", "(answer)");
  return JSON.stringify(name);
}
