import { expect } from "vitest";
import type { Role } from "#directory";
import { csrfOf } from "../../src/http/session-cookie.ts";
import type { FlowHouse } from "./house.ts";

const from = { agent: "Firefox", address: "10.0.0.1" };
const password = "a long pass phrase";

export type Signed = { person: string; token: string };
export type Answer = { status: number; json: Record<string, unknown>; text: string };

let made = 0;
let asked = 0;

/** People who came by one-time links, and what they ask of the real house. */
export function makePeople(flow: FlowHouse) {
  return {
    /** Invited by a person; by nobody of this house where none is named. A merchant's role is the first store's. */
    async enter(role: Role, by = "per_test"): Promise<Signed> {
      const [store = null] = role.startsWith("merchant_") ? flow.stores : [];
      // Whom a store's owner alone invites is invited as by one.
      const place = store === null || role === "merchant_owner" ? null : flow.marketplace;
      const steward = { kind: "person", id: by, marketplace: place, store: place && store };
      const asks = { name: `${role} ${++made}`, role, store, marketplace: store === null ? null : flow.marketplace };
      const invited = await flow.house.people.inviteToTeam(steward, asks);
      if (!invited.ok) throw new Error(invited.fault);
      const fresh = await flow.house.people.acceptInvitation(invited.value.token, {
        ...{ login: `someone.${made}`, password, from },
      });
      if (!fresh.ok) throw new Error(fresh.fault);
      return { person: invited.value.member.person, token: fresh.value.token };
    },
    async ask({ token }: Signed, method: "GET" | "POST" | "PUT", url: string, payload?: object): Promise<Answer> {
      const answer = await flow.house.app.inject({
        ...{ method, url, ...(payload && { payload }) },
        headers: {
          ...{ cookie: `hutong_session=${token}`, "x-csrf-token": csrfOf(token) },
          "idempotency-key": `second-${++asked}`,
        },
      });
      return { status: answer.statusCode, json: answer.json(), text: answer.payload };
    },
    async must(by: Signed, url: string, payload: object, method: "POST" | "PUT" = "POST"): Promise<{ id: string }> {
      const answer = await this.ask(by, method, url, payload);
      expect([url, answer.status < 300 ? "done" : answer.text]).toEqual([url, "done"]);
      return answer.json as { id: string };
    },
  };
}
export type People = ReturnType<typeof makePeople>;
