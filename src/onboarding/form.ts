import type { ApplicantKind, OnboardingField, OnboardingForm, OnboardingSlot } from "#wallets/protocol";

const lengthMax = 500;

/** Names that the form demands of this applicant and that are not there. */
export function missingIn(form: OnboardingForm, applicant: ApplicantKind, have: ReadonlySet<string>): string[] {
  return [...form.fields, ...form.documents]
    .filter((one) => one.requiredFor.includes(applicant) && !have.has(one.name))
    .map((one) => one.name);
}

export const fieldOf = (form: OnboardingForm, name: string): OnboardingField | undefined =>
  form.fields.find((one) => one.name === name);

export const slotOf = (form: OnboardingForm, name: string): OnboardingSlot | undefined =>
  form.documents.find((one) => one.name === name);

/** Null when the text is one that the field takes. */
export function wrongWith(field: OnboardingField | undefined, text: string): "unknown" | "malformed" | null {
  if (!field) return "unknown";
  const fits = text.length <= lengthMax && new RegExp(`^(?:${field.pattern})$`, "u").test(text);
  return fits ? null : "malformed";
}
