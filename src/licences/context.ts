import type { Snapshot } from "./snapshot.ts";
import type { LicencesNeeds } from "./types.ts";

export type LicencesContext = { needs: LicencesNeeds; snapshot: Snapshot };
