import type { FspiopNeeds } from "./context.ts";
import { urlFor } from "./endpoints.ts";
import { errorInformation } from "./faults.ts";
import { keepMessages, type Message, type Sorry, saidByHub } from "./outbox.ts";

type Row = Pick<Message, "participant" | "method" | "path" | "headers" | "body" | "until"> & {
  bucket: number;
  id: string;
  sorry: Sorry | null;
  tries: number;
};

const batch = 64;
/** To one participant at once; more wait for one of these to end, and keep nobody else waiting. */
const mostAtOnce = 32;
/** Whoever dies with a message leaves it to the next after this. */
const takenMs = 30_000;
const timeoutMs = 5_000;

/**
 * Says what is to be said: whatever is not heard comes again, less and less often, until its time is over. `start`
 * takes what is due and answers how much it took; it waits for no answer, so that a participant that is slow or silent
 * holds up nobody but itself.
 */
export function makeDeliveries(needs: FspiopNeeds) {
  const flying = new Map<string, number>();
  const flights = new Set<Promise<void>>();
  const fly = async (row: Row): Promise<void> => {
    const { participant } = row;
    flying.set(participant, (flying.get(participant) ?? 0) + 1);
    try {
      await deliverOne(needs, row);
    } catch (fault) {
      needs.alarm("hub_message_failed", { participant, fault: `${fault}` });
    }
    const left = (flying.get(participant) ?? 1) - 1;
    if (left === 0) flying.delete(participant);
    else flying.set(participant, left);
    // What waited for this one may go.
    if (left + 1 === mostAtOnce) needs.kick();
  };
  return {
    async start(): Promise<number> {
      const full = [...flying].filter(([, count]) => count >= mostAtOnce).map(([participant]) => participant);
      const rows = await takeDue(needs, full);
      for (const row of rows) {
        const flight = fly(row).finally(() => flights.delete(flight));
        flights.add(flight);
      }
      return rows.length;
    },
    /** Whether somebody still waits for an answer. */
    busy: () => flights.size > 0,
    quiet: async (): Promise<void> => void (await Promise.all(flights)),
  };
}

async function takeDue({ db, clock }: FspiopNeeds, full: readonly string[]): Promise<Row[]> {
  const now = clock.now();
  return await db.read<Row>(
    `update hub_messages m set at = $2, tries = tries + 1
     from (
       select bucket, id from hub_messages where at <= $1 and participant <> all($3::text[])
       order by at limit ${batch} for update skip locked
     ) t
     where m.bucket = t.bucket and m.id = t.id
     returning m.bucket, m.id, m.participant, m.method, m.path, m.headers, m.body, m.sorry, m.until, m.tries`,
    [now, new Date(now.getTime() + takenMs), full],
  );
}

async function deliverOne(needs: FspiopNeeds, row: Row): Promise<void> {
  const fault = await call(needs, row);
  if (fault === null) return await drop(needs, row);
  const at = new Date(needs.clock.now().getTime() + Math.min(2 ** (row.tries - 1), 300) * 1000);
  // Who asks waits for an answer: three tries, then a word that nobody was reached.
  const over = at >= row.until || (row.sorry !== null && row.tries >= 3);
  if (!over) {
    await needs.db.read("update hub_messages set at = $3 where bucket = $1 and id = $2", [row.bucket, row.id, at]);
    return;
  }
  if (row.sorry === null) {
    needs.alarm("hub_message_not_taken", { participant: row.participant, fault });
    return await drop(needs, row);
  }
  const { to, path, resource, version } = row.sorry;
  const body = errorInformation("1001", `${row.participant} could not be reached`);
  const message = await saidByHub(needs, { to, method: "PUT", path, resource, version, body });
  await needs.db.tx(async (tx) => {
    const gone = await tx.query("delete from hub_messages where bucket = $1 and id = $2 returning id", [
      row.bucket,
      row.id,
    ]);
    if (gone.length > 0) await keepMessages(tx, needs, [message]);
  });
  needs.kick();
}

async function drop({ db }: FspiopNeeds, { bucket, id }: Row): Promise<void> {
  await db.read("delete from hub_messages where bucket = $1 and id = $2", [bucket, id]);
}

/** Null when it was heard, otherwise why not. */
async function call({ db, http }: FspiopNeeds, row: Row): Promise<string | null> {
  const url = await urlFor(db, row.participant, row.path);
  if (url === null) return "it has no endpoint";
  const { method, body } = row;
  try {
    const headers = { ...row.headers, ...(body === null ? {} : { "content-length": `${Buffer.byteLength(body)}` }) };
    const answer = await http({ method, url, headers, ...(body === null ? {} : { body }), timeoutMs });
    return answer.status >= 200 && answer.status < 300 ? null : `it answered ${answer.status}`;
  } catch (fault) {
    return fault instanceof Error ? fault.message : String(fault);
  }
}
