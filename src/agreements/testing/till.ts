/** A till in a process of its own: redeems every code that it is given, at once, and prints which it got. */
import { openAgreements } from "./rig.ts";

const [url = "", till = "", at = "", ...codes] = process.argv.slice(2);
const { db, room } = openAgreements(url, { now: () => new Date(at) });
const caller = { kind: "key", id: `key_${till}`, marketplace: "mkt_meituan", store: null };
process.stdout.write("ready\n");
process.stdin.once("data", () => void redeemAll());

async function redeemAll(): Promise<void> {
  const asked = codes.map((code) =>
    room.redeemVoucher(caller, { code, till, store: null, redeemer: "mkt_meituan" }, null),
  );
  const answers = await Promise.all(asked);
  const got = answers.flatMap((answer, i) => (answer.ok ? [codes[i]] : []));
  const refused = answers.flatMap((answer) => (answer.ok ? [] : [answer.fault]));
  process.stdout.write(`${JSON.stringify({ got, refused })}\n`);
  await db.close();
  process.exit(0);
}
