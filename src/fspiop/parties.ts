import { bucketFromText, bucketValue } from "#db";
import type { Call, FspiopNeeds } from "./context.ts";
import { type PartyKey, textOf } from "./elements.ts";
import { CallRefused } from "./faults.ts";
import { carriedOn, saidByHub, say, sayError } from "./outbox.ts";
import { knownParticipant } from "./participants.ts";

const places = ({ type, value, sub }: PartyKey): readonly unknown[] => [
  bucketValue(bucketFromText(`${type} ${value}`)),
  ...[type, value, sub],
];

/** Which participant serves a person. */
export async function whoServes({ db }: FspiopNeeds, party: PartyKey): Promise<string | null> {
  const [row] = await db.read<{ participant: string }>(
    "select participant from hub_parties where bucket = $1 and id_type = $2 and id_value = $3 and sub_id = $4",
    places(party),
  );
  return row?.participant ?? null;
}

/** POST /participants/{Type}/{ID}[/{SubId}]: a wallet says that it serves a person; nobody takes one from another. */
export async function registerParty(needs: FspiopNeeds, call: Call, party: PartyKey): Promise<void> {
  const fsp = textOf(call.body, "fspId", 32);
  const currency = call.body["currency"] === undefined ? null : textOf(call.body, "currency", 3);
  if (fsp !== call.source) throw new CallRefused(400, "3100", "a participant registers its own customers: fspId");
  const [kept] = await needs.db.read<{ participant: string }>(
    `insert into hub_parties (bucket, id_type, id_value, sub_id, participant, currency, at)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (bucket, id_type, id_value, sub_id) do update set currency = excluded.currency, at = excluded.at
     where hub_parties.participant = excluded.participant returning participant`,
    [...places(party), fsp, currency, needs.clock.now()],
  );
  await say(needs, [
    kept
      ? await answerOf(needs, call, { fspId: fsp })
      : await sayError(needs, call, "3003", "another participant serves this person"),
  ]);
}

/** DELETE: the wallet that serves a person serves it no longer. */
export async function removeParty(needs: FspiopNeeds, call: Call, party: PartyKey): Promise<void> {
  const gone = await needs.db.read(
    `delete from hub_parties where bucket = $1 and id_type = $2 and id_value = $3 and sub_id = $4 and participant = $5
     returning participant`,
    [...places(party), call.source],
  );
  await say(needs, [
    gone.length > 0 ? await answerOf(needs, call, { fspId: call.source }) : await sayError(needs, call, "3204", ""),
  ]);
}

/** GET /participants/{Type}/{ID}: who serves this person. */
export async function lookUpParticipant(needs: FspiopNeeds, call: Call, party: PartyKey): Promise<void> {
  const fspId = await whoServes(needs, party);
  await say(needs, [fspId === null ? await sayError(needs, call, "3204", "") : await answerOf(needs, call, { fspId })]);
}

async function answerOf(needs: FspiopNeeds, call: Call, body: object) {
  const { source: to, path, resource, version } = call;
  return await saidByHub(needs, { to, method: "PUT", path, resource, version, body });
}

/** GET /parties/{Type}/{ID}: the wallet that serves this person is asked for the name. Shut where transfers are. */
export async function lookUpParty(needs: FspiopNeeds, call: Call, party: PartyKey): Promise<void> {
  const payee = (await whoServes(needs, party)) ?? call.destination;
  if (payee === null) return await say(needs, [await sayError(needs, call, "3204", "")]);
  const known = await knownParticipant(needs, payee);
  if (known === null) return await say(needs, [await sayError(needs, call, "3203", payee)]);
  if (known.paused) return await say(needs, [await sayError(needs, call, "2003", `${payee} is paused`)]);
  const permission = needs.permit({ payer: call.source, payee, amount: null, person: null });
  if (!permission.open) return await say(needs, [await sayError(needs, call, "4300", permission.why)]);
  const asked = payee === call.destination ? call : { ...call, destination: null };
  await say(needs, [carriedOn(needs, asked, payee, "GET")]);
}

/**
 * PUT /parties/{Type}/{ID}: the name, from the wallet that serves this person, to whoever asked. Nobody else's word
 * about a person is carried: it could lead money astray.
 */
export async function answerParty(needs: FspiopNeeds, call: Call, party: PartyKey): Promise<void> {
  const to = call.destination;
  if (to === null) throw new CallRefused(400, "3102", "FSPIOP-Destination is missing");
  if ((await knownParticipant(needs, to)) === null) throw new CallRefused(400, "3201", `there is no participant ${to}`);
  const serves = await whoServes(needs, party);
  if (serves !== null && serves !== call.source)
    throw new CallRefused(400, "3100", "another participant serves this person");
  await say(needs, [carriedOn(needs, call, to, "PUT")]);
}
