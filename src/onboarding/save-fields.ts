import type { Tx } from "#db";
import type { ApplicantKind, OnboardingForm } from "#wallets/protocol";
import { type OnboardingNeeds, Refused, settled } from "./context.ts";
import { fieldOf, wrongWith } from "./form.ts";
import { type ApplicationRow, applicationView, findApplication, lockApplication } from "./rows.ts";
import { isOpenToChange } from "./states.ts";
import type { ApplicationView, FieldsGiven, Result } from "./types.ts";

/**
 * Saves what was given and leaves the rest: a draft is filled step by step, a rejected one mended field by field.
 * Secret fields are sealed before they are stored and never come back.
 */
export async function saveFields(
  needs: OnboardingNeeds,
  id: string,
  given: { fields: FieldsGiven; applicant?: ApplicantKind },
): Promise<Result<ApplicationView>> {
  return await settled(() =>
    needs.db.tx(async (tx) => {
      const row = await lockApplication(tx, id);
      const form = mustHaveForm(needs, row.wallet);
      mustBeOpen(row);
      check(form, given.fields);
      const { open, sealed } = sorted(needs, row, form, given.fields);
      await tx.query(
        `update applications set fields = $3, secrets_sealed = $4, secret_names = $5, applicant = $6, changed_at = $7
         where bucket = $1 and id = $2`,
        [
          ...[row.bucket, id, JSON.stringify(open)],
          Object.keys(sealed).length === 0 ? null : needs.seal(JSON.stringify(sealed), aadOf(id)),
          ...[Object.keys(sealed).sort(), given.applicant ?? row.applicant, needs.clock.now()],
        ],
      );
      return { ok: true as const, value: await viewOf(tx, needs, id) };
    }),
  );
}

const aadOf = (id: string) => `application ${id}`;

/** The secret fields of an application, opened. */
export function secretsOf(needs: OnboardingNeeds, row: ApplicationRow): Record<string, string> {
  if (row.secrets_sealed === null) return {};
  return JSON.parse(needs.open(row.secrets_sealed, aadOf(row.id))) as Record<string, string>;
}

export function mustHaveForm(needs: OnboardingNeeds, wallet: string): OnboardingForm {
  const form = needs.formOf(wallet);
  if (!form) throw new Refused("onboarding_unsupported", { wallet });
  return form;
}

export function mustBeOpen(row: ApplicationRow): void {
  if (!isOpenToChange(row.state)) throw new Refused("application_wrong_state", { state: row.state });
}

export async function viewOf(tx: Tx, needs: OnboardingNeeds, id: string): Promise<ApplicationView> {
  const row = await findApplication(tx.query, id);
  if (!row) throw new Refused("not_found");
  return applicationView(row, needs.formOf(row.wallet));
}

function check(form: OnboardingForm, fields: FieldsGiven): void {
  const wrong = Object.entries(fields).flatMap(([name, text]) => {
    const fault = text === null ? (fieldOf(form, name) ? null : "unknown") : wrongWith(fieldOf(form, name), text);
    return fault === null ? [] : [[name, fault] as const];
  });
  if (wrong.length > 0) throw new Refused("application_field_invalid", Object.fromEntries(wrong));
}

function sorted(needs: OnboardingNeeds, row: ApplicationRow, form: OnboardingForm, given: FieldsGiven) {
  const open = { ...row.fields };
  const sealed = secretsOf(needs, row);
  for (const [name, text] of Object.entries(given)) {
    const place = fieldOf(form, name)?.secret ? sealed : open;
    if (text === null) delete place[name];
    else place[name] = text;
  }
  return { open, sealed };
}
