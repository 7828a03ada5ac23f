import type { EntriesContext } from "./context.ts";
import { getIdentity, mapIdentity, revokeIdentity } from "./identities.ts";
import { launchEntry } from "./launch.ts";
import { makeEntryLink } from "./make-link.ts";
import { payInEntry } from "./pay-in-entry.ts";
import { changeEntry, getEntry, listEntries, registerEntry } from "./register.ts";
import { setEntrySecret } from "./secrets.ts";
import type { EntriesNeeds } from "./types.ts";

export { exampleEntries } from "./examples.ts";
export { linksOf, readWechatLink } from "./links.ts";
export type {
  EntriesNeeds,
  EntryLink,
  EntrySurface,
  EntryView,
  IdentityView,
  NewEntry,
  NewIdentity,
} from "./types.ts";

/** Mini programs, official accounts and joinable services in host apps, and who their buyers are there. */
export function createEntries<Started, Fault>(needs: EntriesNeeds<Started, Fault>) {
  const context: EntriesContext<Started, Fault> = { needs, tokens: new Map() };
  return {
    registerEntry: registerEntry.bind(null, context),
    changeEntry: changeEntry.bind(null, context),
    getEntry: getEntry.bind(null, context),
    listEntries: listEntries.bind(null, context),
    launchEntry: launchEntry.bind(null, context),
    setEntrySecret: setEntrySecret.bind(null, context),
    makeEntryLink: makeEntryLink.bind(null, context),
    mapIdentity: mapIdentity.bind(null, context),
    getIdentity: getIdentity.bind(null, context),
    revokeIdentity: revokeIdentity.bind(null, context),
    payInEntry: (id: string, checkout: string, repeat: Parameters<typeof payInEntry>[3]) =>
      payInEntry(context, id, checkout, repeat),
  };
}

export type Entries<Started, Fault> = ReturnType<typeof createEntries<Started, Fault>>;
