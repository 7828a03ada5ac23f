import { askExport, cancelExport, getExport, listExports, type NewExport } from "./ask-export.ts";
import { expireExports, fetchExport } from "./fetch-export.ts";
import { listViews, type NewView, removeView, renameView, saveView } from "./saved-views.ts";
import type { Asker, ListsNeeds } from "./types.ts";
import { writeExports } from "./write-export.ts";

export type { NewExport } from "./ask-export.ts";
export type { ExportFile } from "./fetch-export.ts";
export type { NewView } from "./saved-views.ts";
export type * from "./types.ts";

/** What a person keeps of the long lists: views of them, and files made of them. */
export function createLists(needs: ListsNeeds) {
  return {
    listViews: (person: string, list: string) => listViews(needs, person, list),
    saveView: (person: string, input: NewView) => saveView(needs, person, input),
    renameView: (person: string, id: string, title: string) => renameView(needs, person, id, title),
    removeView: (person: string, id: string) => removeView(needs, person, id),
    askExport: (asker: Asker, input: NewExport) => askExport(needs, asker, input),
    listExports: (person: string) => listExports(needs, person),
    getExport: (person: string, id: string) => getExport(needs, person, id),
    cancelExport: (person: string, id: string) => cancelExport(needs, person, id),
    fetchExport: (asker: Asker & { session: string; address: string }, id: string) => fetchExport(needs, asker, id),
    /** The worker's: one part of one export. */
    write: () => writeExports(needs),
    /** The worker's: files whose time is over. */
    expire: () => expireExports(needs),
  };
}

export type Lists = ReturnType<typeof createLists>;
