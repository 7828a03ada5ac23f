import type { Clock } from "#db";
import type { Said } from "../partner.ts";
import { callOver, framed, type Send, unframed } from "../wire.ts";
import type { Hidden, Joining, Member, Shares, TogetherOutcome } from "./member.ts";
import type { KeyShare } from "./sealed-zero.ts";

const done = { ok: true } as const;
export const togetherPath = "/alliance/together/";

/** A member in another process. */
export function memberOver(name: string, send: Send, secret: string, clock: Clock): Member {
  const call = callOver(send, secret, clock);
  return {
    name,
    async join(joining) {
      const { said, told, parts } = await call("together/join", { joining });
      if (!said.ok) return said;
      const [element, proof] = parts as [Uint8Array, Uint8Array];
      return { ok: true, value: { size: told["size"] as number, share: { element, proof } } };
    },
    async table(run, shares) {
      const names = Object.keys(shares);
      const bytes = names.flatMap((one) => [(shares[one] as KeyShare).element, (shares[one] as KeyShare).proof]);
      const { said, told, parts } = await call("together/table", { run, names }, ...bytes);
      if (!said.ok) return said;
      const { seed, third, amounts } = told as Places & { amounts: Places | null };
      const second = amounts && { ...amounts, cells: parts[1] as Uint8Array };
      return { ok: true, value: { seed, third, cells: parts[0] as Uint8Array, amounts: second } };
    },
    async pass(run, list) {
      const { said, parts } = await call("together/pass", { run }, list);
      return said.ok ? { ok: true, value: parts[0] as Uint8Array } : said;
    },
    async lift(run, count, sealed) {
      const { said, parts } = await call("together/lift", { run, count: `${count}` }, sealed);
      return said.ok ? { ok: true, value: parts[0] as Uint8Array } : said;
    },
    async sum(run, count, sealed) {
      const { said, told } = await call("together/sum", { run, count: `${count}` }, sealed);
      return said.ok ? { ok: true, value: BigInt(told["sum"] as string) } : said;
    },
    async end(run, end) {
      const told = end && { count: `${end.count}`, sum: end.sum === null ? null : `${end.sum}` };
      const { said } = await call("together/end", { run, end: told });
      return said.ok ? { ok: true, value: null } : said;
    },
  };
}

/** What a member answers to a call whose MAC was right; throws on a frame that is none. */
export async function answerTogether(member: Member, path: string, body: Uint8Array): Promise<Uint8Array> {
  const { head, parts } = unframed(body);
  const run = head["run"] as string;
  switch (path.slice(togetherPath.length)) {
    case "join": {
      const said = await member.join(head["joining"] as Joining);
      if (!said.ok) return framed({ said });
      const { size, share } = said.value;
      return framed({ said: done, size }, share.element, share.proof);
    }
    case "table": {
      const said = await member.table(run, sharesFrom(head["names"] as string[], parts));
      if (!said.ok) return framed({ said });
      return framedTables(said.value);
    }
    case "lift":
      return answerBytes(await member.lift(run, BigInt(head["count"] as string), parts[0] ?? new Uint8Array(0)));
    case "sum": {
      const said = await member.sum(run, BigInt(head["count"] as string), parts[0] ?? new Uint8Array(0));
      return framed(said.ok ? { said: done, sum: `${said.value}` } : { said });
    }
    case "pass":
      return answerBytes(await member.pass(run, parts[0] ?? new Uint8Array(0)));
    case "end":
      return framed({ said: await member.end(run, endFrom(head["end"])) });
    default:
      throw new RangeError(`No such call: ${path}.`);
  }
}

type Places = { seed: string; third: number };

function framedTables({ seed, third, cells, amounts }: Hidden): Uint8Array {
  const second = amounts && { seed: amounts.seed, third: amounts.third };
  return framed({ said: done, seed, third, amounts: second }, cells, ...(amounts ? [amounts.cells] : []));
}

function endFrom(told: unknown): TogetherOutcome {
  const end = told as { count: string; sum: string | null } | null;
  return end && { count: BigInt(end.count), sum: end.sum === null ? null : BigInt(end.sum) };
}

const answerBytes = (said: Said<Uint8Array>): Uint8Array =>
  said.ok ? framed({ said: done }, said.value) : framed({ said });

function sharesFrom(names: readonly string[], parts: readonly Uint8Array[]): Shares {
  if (parts.length !== 2 * names.length) throw new RangeError("Each share is two parts.");
  return Object.fromEntries(
    names.map((name, i) => [name, { element: parts[2 * i] as Uint8Array, proof: parts[2 * i + 1] as Uint8Array }]),
  );
}
