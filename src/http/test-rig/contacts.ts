import type { ContactView } from "#directory";
import type { HttpParts } from "../parts.ts";
import { east, id, west } from "./people.ts";
import { start } from "./views.ts";

const person = { name: "韩梅梅", email: "meimei@wallet.example", phone: "+86 10 5555 0100", note: "" };

/** One contact a marketplace, at its first partner. */
export function fakeContacts(): HttpParts["contacts"] {
  const rows: ContactView[] = [east, west].map((marketplace, i) => ({
    ...{ id: id("ctc", i + 1), marketplace, kind: "partner", name: "wechatpay", role: "emergency", order: 1 },
    ...{ person, set_by: id("per", 1), set_at: start },
  }));
  return {
    list: async ({ marketplace }) => rows.filter((row) => marketplace === null || row.marketplace === marketplace),
    get: async (wanted) => rows.find((row) => row.id === wanted) ?? null,
    put: async (by, given) => ({ ...given, id: id("ctc", 1), set_by: by, set_at: start }),
    remove: async (_by, wanted) => (rows.some((row) => row.id === wanted) ? { id: wanted } : null),
  };
}
