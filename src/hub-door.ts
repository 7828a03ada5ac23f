import type { Ids } from "#db";
import type { Directory, Sealer } from "#directory";
import type { HubDoor } from "#http";
import { type ChangeDetail, readPublicKey, type Transfers } from "#transfers";
import { whyRefused } from "#webhooks";
import { addHubKey } from "./hub-key.ts";

/** FSPIOP-Source of what the hub itself says. */
export const hubName = "hutong";

type Needs = {
  ids: Ids;
  sealer: Pick<Sealer, "seal" | "open">;
  transfers: Transfers;
  mayApprove: Directory["mayApprove"];
  /** Production: endpoints are public and https, and every wallet proves what it sends. */
  production: boolean;
};

/** What the API needs of the hub: only people of the whole house reach it. */
export function makeHubDoor(needs: Needs): HubDoor {
  const { transfers, mayApprove, production } = needs;
  return {
    self: () => self(transfers),
    participants: () => participants(transfers, production),
    pause: transfers.pauseParticipant,
    put: transfers.putParticipant,
    propose: async ({ endpoint, public_key, signing, settle, withdrawal, own_key, ...change }, repeat) => {
      const detail: Given = { signing, settle, withdrawal, own_key };
      if (endpoint) {
        const why = endpoint.url === null ? null : whyNoEndpoint(endpoint.url, production);
        if (why !== null) return { ok: false, fault: "hub_endpoint_refused", detail: { why } };
        detail.endpoint = endpoint;
      }
      if (production && signing?.verify === false)
        return { ok: false, fault: "hub_must_prove", detail: { participant: change.participant } };
      if (public_key !== undefined) {
        const read = readPublicKey(public_key);
        if (!read.ok) return { ok: false, fault: "hub_key_refused", detail: { why: read.why } };
        detail.key = { public_key: read.public_key, fingerprint: read.fingerprint };
      }
      return await transfers.proposeChange({ ...change, detail: onlyOf(change.kind, detail) }, repeat);
    },
    changes: transfers.listChanges,
    decide: async (caller, id, verdict, repeat) => {
      const known = await transfers.getChange(id);
      if (!known) return { ok: false, fault: "not_found" };
      const may = await mayApprove(caller, "", known.proposer);
      if (!may.ok) return { ok: false, fault: "second_person_needed", ...(may.detail && { detail: may.detail }) };
      return await transfers.decideChange(id, { ...verdict, by: may.value.approver }, repeat);
    },
    retireKey: transfers.retireKey,
    addOwnKey: ({ by }, repeat) => addHubKey(needs, by, repeat),
    retireOwnKey: transfers.retireOwnKey,
    closeWindow: transfers.closeWindow,
    receiveLine: transfers.receiveLine,
    getSettlement: transfers.getSettlement,
    listSettlements: transfers.listSettlements,
  };
}

type Given = { [name in keyof ChangeDetail]: ChangeDetail[name] | undefined };

/** What a change carries is what its kind is about, and nothing beside it. */
function onlyOf(kind: string, given: Given): ChangeDetail {
  return Object.fromEntries(Object.entries(given).filter(([name, value]) => name === kind && value !== undefined));
}

/**
 * Why an address may not be called. A query would end up amid the path; in production the address must be public and
 * https, and what its name leads to is looked at again on every call.
 */
export function whyNoEndpoint(url: string, production: boolean): string | null {
  return whyRefused(url, !production) ?? (url.includes("?") ? "holds a query" : null);
}

async function self({ ownKeys }: Transfers): ReturnType<HubDoor["self"]> {
  const keys = await ownKeys();
  const signs = keys.find((one) => one.state === "signs");
  return { name: hubName, public_key: signs?.public_key ?? null, fingerprint: signs?.fingerprint ?? null, keys };
}

async function participants(transfers: Transfers, production: boolean): ReturnType<HubDoor["participants"]> {
  const [all, positions] = [await transfers.listParticipants(), await transfers.positions()];
  const [setUp, late] = [await transfers.setUps(), await transfers.listOverdue()];
  const leaving = await transfers.fundsOut();
  return all.map((one) => {
    const { endpoints, keys, signing } = setUp(one.name);
    // Whoever ever told a key is held to it.
    const held = production || keys.length > 0;
    const accounts = positions.filter(({ participant }) => participant === one.name);
    return {
      ...{ ...one, endpoints, keys, signing: signing ?? { verify: held, sign: held } },
      accounts: accounts.map(({ participant: _, ...account }) => account),
      funds_out: leaving
        .filter((out) => out.participant === one.name)
        .map(({ id, amount, why, reserved_at }) => ({ id, amount, why, reserved_at })),
      overdue: late.filter((line) => line.participant === one.name).map(({ participant: _, ...line }) => line),
    };
  });
}
