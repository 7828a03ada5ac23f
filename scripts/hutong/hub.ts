import { readFileSync } from "node:fs";
import type { HubChange, HubParticipant } from "../../sdk/api.ts";
import { amountText } from "./amount.ts";
import { CommandFault, exits, type Told } from "./context.ts";

/** Whoever is at the hub: what they owe and may owe, where they listen, which keys prove them. */
export async function listHub(told: Told, json: boolean): Promise<number> {
  const { data } = await told.hutong.api.listHubParticipants({});
  if (json) told.out(JSON.stringify(data));
  else for (const one of data) tell(told, one);
  return exits.done;
}

function tell(told: Told, { name, state, accounts, endpoints, keys, overdue }: HubParticipant): void {
  told.out(`${name}  ${state}${overdue.length > 0 ? `  ${told.inWords({ en: "OVERDUE", zh: "逾期" })}` : ""}`);
  const names = {
    position: told.inWords({ en: "position", zh: "净额" }),
    cap: told.inWords({ en: "cap", zh: "上限" }),
    funds: told.inWords({ en: "funds", zh: "备付" }),
  } as const;
  for (const account of accounts) {
    const texts = (["position", "cap", "funds"] as const).map((name) => `${names[name]} ${amountText(account[name])}`);
    told.out(`  ${texts.join("  ")}`);
  }
  for (const { resource, url } of endpoints) told.out(`  ${resource} → ${url}`);
  for (const key of keys.filter((one) => one.retired_at === null)) told.out(`  ${key.id}  ${key.fingerprint}`);
}

type Proposed = { json: boolean; why: string };

/** Proposes where a participant listens for all calls; an approver decides. */
export async function proposeEndpoint(told: Told, participant: string, url: string, given: Proposed): Promise<number> {
  const endpoint = { resource: "all", url } as const;
  const { why } = given;
  const body = { kind: "endpoint", participant, endpoint, why } as const;
  return proposed(told, await told.hutong.api.proposeHubChange({ body }), given.json);
}

/** Proposes one more public key of a participant, from a PEM file. */
export async function proposeKey(told: Told, participant: string, file: string, given: Proposed): Promise<number> {
  const { why } = given;
  const body = { kind: "key", participant, public_key: readPem(file), why } as const;
  return proposed(told, await told.hutong.api.proposeHubChange({ body }), given.json);
}

function readPem(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new CommandFault({ en: `${file} cannot be read.`, zh: `无法读取 ${file}。` }, exits.usage);
  }
}

function proposed(told: Told, change: HubChange, json: boolean): number {
  const print = change.detail.key ? `  ${change.detail.key.fingerprint}` : "";
  const waits = told.inWords({ en: "waits for an approver", zh: "等待另一人批准" });
  told.out(json ? JSON.stringify(change) : `${change.id}  ${change.kind}${print}  ${waits}`);
  return exits.done;
}

/** Approves a change that another person proposed; it holds at once. */
export async function approveChange(told: Told, id: string, given: Proposed): Promise<number> {
  const body = { approve: true, why: given.why };
  const change = await told.hutong.api.decideHubChange({ params: { id }, body });
  told.out(given.json ? JSON.stringify(change) : `${change.id}  ${change.kind}  ${change.state}`);
  return exits.done;
}
