import type { RepeatKey } from "#db";
import type { ApplicantKind, OnboardingOutcome, Words } from "#wallets/protocol";
import { acceptTerms } from "./accept-terms.ts";
import type { OnboardingNeeds } from "./context.ts";
import { createApplication } from "./create.ts";
import { putDocument } from "./documents.ts";
import { takeDue } from "./due.ts";
import { hearNotice } from "./hear.ts";
import { carryOn } from "./join.ts";
import { applicationMoves, listApplications } from "./lists.ts";
import { applicationView, findApplication } from "./rows.ts";
import { saveFields } from "./save-fields.ts";
import { callWallet } from "./send.ts";
import { submitApplication } from "./submit.ts";
import { listTerms, publishTerms } from "./terms.ts";
import type { ApplicationFilter, ApplicationView, FieldsGiven, NewApplication, Page } from "./types.ts";
import { withdrawApplication } from "./withdraw.ts";

export type { ActivationDoor, ActivationFacts, OnboardingNeeds, Place } from "./context.ts";
export { type ApplicationState, applicationStates, applicationTable } from "./states.ts";
export { termsHash } from "./terms.ts";
export type * from "./types.ts";

const batch = 64;

export type Onboarding = ReturnType<typeof createOnboarding>;

/** The room, with what main hands in. */
export function createOnboarding(needs: OnboardingNeeds) {
  const get = async (id: string): Promise<ApplicationView | null> => {
    const row = await findApplication(needs.db.read, id);
    return row && applicationView(row, needs.formOf(row.wallet));
  };
  /** Asks the wallet, then takes whatever step has become possible. */
  const look = async (id: string): Promise<void> => {
    await callWallet(needs, id, "ask");
    await carryOn(needs, id);
  };
  return {
    publishTerms: (by: string, terms: Words & { marketplace: string; wallet: string }) =>
      publishTerms(needs, by, terms),
    listTerms: (filter: { marketplace: string | null; wallet?: string }) => listTerms(needs.db.read, filter),
    createApplication: (by: string, input: NewApplication, repeat: RepeatKey | null) =>
      createApplication(needs, by, input, repeat),
    saveFields: (id: string, given: { fields: FieldsGiven; applicant?: ApplicantKind }) => saveFields(needs, id, given),
    putDocument: (by: string, id: string, given: { name: string; content: Buffer }) =>
      putDocument(needs, by, id, given),
    acceptTerms: (by: string, id: string, terms: { version: number; hash: string }) =>
      acceptTerms(needs, by, id, terms),
    submit: (by: string, id: string, repeat: RepeatKey | null) => submitApplication(needs, by, id, repeat),
    withdraw: (by: string, id: string, repeat: RepeatKey | null) => withdrawApplication(needs, by, id, repeat),
    async check(id: string): Promise<ApplicationView | null> {
      await look(id);
      return await get(id);
    },
    get,
    list: (filter: ApplicationFilter, page: Page) => listApplications(needs, filter, page),
    moves: (id: string) => applicationMoves(needs, id),
    hearNotice: (account: string, applicationId: string, outcome: OnboardingOutcome) =>
      hearNotice(needs, account, applicationId, outcome),
    /** Asks after what waits, and carries on what was accepted; answers how many were looked at. */
    async tick(): Promise<number> {
      const due = await takeDue(needs.db, needs.clock.now(), batch);
      for (const id of due)
        try {
          await look(id);
        } catch (fault) {
          needs.alarm("application_failed", { application: id, fault: String(fault) });
        }
      return due.length;
    },
  };
}
