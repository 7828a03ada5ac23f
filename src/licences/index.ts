import { checkLicence } from "./check.ts";
import { getLicence, grantLicence, listLicences, revokeLicence } from "./grant.ts";
import { makeSnapshot } from "./snapshot.ts";
import type { LicencesNeeds } from "./types.ts";
import { useLicence } from "./use.ts";

export { exampleLicences } from "./examples.ts";
export { judge } from "./judge.ts";
export {
  type LicenceAnswer,
  type LicenceAsked,
  type LicenceScope,
  type LicencesNeeds,
  type LicenceUse,
  type LicenceView,
  licenceScopes,
  type NewLicence,
} from "./types.ts";

/** Grants per work, host app, streamer and scope, and what is begun under them. */
export function createLicences(needs: LicencesNeeds) {
  const snapshot = makeSnapshot(needs.db);
  const context = { needs, snapshot };
  return {
    grantLicence: grantLicence.bind(null, context),
    revokeLicence: revokeLicence.bind(null, context),
    getLicence: getLicence.bind(null, context),
    listLicences: listLicences.bind(null, context),
    checkLicence: checkLicence.bind(null, context),
    useLicence: useLicence.bind(null, context),
    refresh: snapshot.refresh,
  };
}

export type Licences = ReturnType<typeof createLicences>;
