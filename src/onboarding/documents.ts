import { createHash } from "node:crypto";
import type { Tx } from "#db";
import type { OnboardingForm } from "#wallets/protocol";
import { type OnboardingNeeds, Refused, settled } from "./context.ts";
import { slotOf } from "./form.ts";
import { imageTypeOf } from "./image-type.ts";
import { lockApplication } from "./rows.ts";
import { mustBeOpen, mustHaveForm, viewOf } from "./save-fields.ts";
import type { ApplicationView, Result } from "./types.ts";

/**
 * Takes a document: its kind is what its bytes say, its size what the wallet takes. It is sealed; of an older one under
 * the same name the hash stays and the content goes. The same bytes again change nothing.
 */
export async function putDocument(
  needs: OnboardingNeeds,
  by: string,
  id: string,
  given: { name: string; content: Buffer },
): Promise<Result<ApplicationView>> {
  const { name, content } = given;
  return await settled(() =>
    needs.db.tx(async (tx) => {
      const row = await lockApplication(tx, id);
      const type = checked(mustHaveForm(needs, row.wallet), name, content);
      mustBeOpen(row);
      const sha256 = createHash("sha256").update(content).digest("hex");
      const [newest] = await tx.query<{ n: number; sha256: string }>(
        `select n, sha256 from application_documents where bucket = $1 and application = $2 and name = $3
         order by n desc limit 1`,
        [row.bucket, id, name],
      );
      if (newest?.sha256 !== sha256) {
        await tx.query(
          "update application_documents set sealed = null where bucket = $1 and application = $2 and name = $3",
          [row.bucket, id, name],
        );
        const n = (newest?.n ?? 0) + 1;
        const sealed = needs.seal(content.toString("base64"), documentAad(id, name, n));
        const now = needs.clock.now();
        await tx.query(
          `insert into application_documents (bucket, application, name, n, type, bytes, sha256, sealed, uploaded_by,
             uploaded_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
          [row.bucket, id, name, n, type, content.length, sha256, sealed, by, now],
        );
        await tx.query("update applications set changed_at = $3 where bucket = $1 and id = $2", [row.bucket, id, now]);
      }
      return { ok: true as const, value: await viewOf(tx, needs, id) };
    }),
  );
}

export const documentAad = (id: string, name: string, n: number): string => `document ${id} ${name} ${n}`;

function checked(form: OnboardingForm, name: string, content: Buffer): string {
  const slot = slotOf(form, name);
  if (!slot) throw new Refused("application_document_invalid", { name, why: "the form has no such document" });
  if (content.length > slot.bytesMax)
    throw new Refused("application_document_invalid", { name, why: "too large", bytes_max: `${slot.bytesMax}` });
  const type = imageTypeOf(content);
  if (type === null || !slot.types.includes(type))
    throw new Refused("application_document_invalid", { name, why: "another kind", kinds: slot.types.join(", ") });
  return type;
}

/** What is no longer needed goes: the contents and secret fields of an application that is over. */
export async function dropContents(tx: Tx, row: { bucket: number; id: string }): Promise<void> {
  await tx.query("update application_documents set sealed = null where bucket = $1 and application = $2", [
    ...[row.bucket, row.id],
  ]);
  await tx.query("update applications set secrets_sealed = null where bucket = $1 and id = $2", [row.bucket, row.id]);
}
