import type { ExportView, SavedView } from "#lists";
import type { ListsDoor } from "../lists-door.ts";
import { id } from "./people.ts";
import { start } from "./views.ts";

const view: SavedView = {
  ...{ id: id("viw", 1), list: "orders", title: "今天", query: "state=paid" },
  ...{ created_at: start, changed_at: start },
};
const job: ExportView = {
  ...{
    id: id("exp", 1),
    list: "orders",
    filter: {},
    columns: ["number"],
    language: "zh" as const,
    state: "done" as const,
  },
  ...{ lines: 1, bytes: 3, share: 10_000, cut: false, fault: null },
  ...{ asked_at: start, ended_at: start, expires_at: start },
};
const gone = { ok: false, fault: "not_found" } as const;

/** Views and exports, in memory. */
export function fakeLists(): ListsDoor {
  return {
    listViews: async () => [view],
    saveView: async (_person, input) => ({ ok: true, value: { ...view, ...input } }),
    renameView: async (_person, one, title) => (one === view.id ? { ok: true, value: { ...view, title } } : gone),
    removeView: async (_person, one) => (one === view.id ? { ok: true, value: view } : gone),
    askExport: async (_asker, { list }) => ({ ok: true, value: { ...job, list } }),
    listExports: async () => [job],
    getExport: async (_person, one) => (one === job.id ? job : null),
    cancelExport: async (_person, one) => (one === job.id ? { ok: true, value: job } : gone),
    async fetchExport(_asker, one) {
      if (one !== job.id) return gone;
      const body = (async function* () {
        yield Buffer.from("a\r\n");
      })();
      return { ok: true, value: { name: "orders.csv", bytes: 3, body } };
    },
  };
}
