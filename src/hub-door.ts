import { createPublicKey } from "node:crypto";
import type { Db } from "#db";
import type { Directory } from "#directory";
import type { HubDoor } from "#http";
import { type ChangeDetail, fingerprintOf, readPublicKey, type Transfers } from "#transfers";
import { whyRefused } from "#webhooks";

/** FSPIOP-Source of what the hub itself says. */
export const hubName = "hutong";

type Needs = {
  db: Db;
  transfers: Transfers;
  mayApprove: Directory["mayApprove"];
  /** Production: endpoints are public and https, and every wallet proves what it sends. */
  production: boolean;
};

/** What the API needs of the hub: only people of the whole house reach it. */
export function makeHubDoor(needs: Needs): HubDoor {
  const { db, transfers, mayApprove, production } = needs;
  return {
    self: () => self(db),
    participants: () => participants(transfers, production),
    pause: transfers.pauseParticipant,
    put: transfers.putParticipant,
    propose: async ({ endpoint, public_key, signing, settle, ...change }, repeat) => {
      const detail: ChangeDetail = { ...(signing ? { signing } : {}), ...(settle ? { settle } : {}) };
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
      const may = mayApprove(caller, "", known.proposer);
      if (!may.ok) return { ok: false, fault: "second_person_needed" };
      return await transfers.decideChange(id, { ...verdict, by: may.value.approver }, repeat);
    },
    retireKey: transfers.retireKey,
    closeWindow: transfers.closeWindow,
    receiveLine: transfers.receiveLine,
    getSettlement: transfers.getSettlement,
    listSettlements: transfers.listSettlements,
  };
}

/** What a change carries is what its kind is about, and nothing beside it. */
function onlyOf(kind: string, detail: ChangeDetail): ChangeDetail {
  return Object.fromEntries(Object.entries(detail).filter(([name]) => name === kind));
}

/**
 * Why an address may not be called. A query would end up amid the path; in production the address must be public and
 * https, and what its name leads to is looked at again on every call.
 */
export function whyNoEndpoint(url: string, production: boolean): string | null {
  return whyRefused(url, !production) ?? (url.includes("?") ? "holds a query" : null);
}

async function self(db: Db): ReturnType<HubDoor["self"]> {
  const [row] = await db.read<{ public_key: string }>("select public_key from hub_keys where id = 'fspiop-signing'");
  const public_key = row?.public_key ?? null;
  return { name: hubName, public_key, fingerprint: public_key && fingerprintOf(createPublicKey(public_key)) };
}

async function participants(transfers: Transfers, production: boolean): ReturnType<HubDoor["participants"]> {
  const [all, positions] = [await transfers.listParticipants(), await transfers.positions()];
  const [setUp, late] = [await transfers.setUps(), await transfers.listOverdue()];
  return all.map((one) => {
    const { endpoints, keys, signing } = setUp(one.name);
    const accounts = positions.filter(({ participant }) => participant === one.name);
    return {
      ...{ ...one, endpoints, keys, signing: signing ?? { verify: production, sign: production } },
      accounts: accounts.map(({ participant: _, ...account }) => account),
      overdue: late.filter((line) => line.participant === one.name).map(({ participant: _, ...line }) => line),
    };
  });
}
