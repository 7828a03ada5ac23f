import { createHash } from "node:crypto";
import type { ImageType, OnboardingDocument, UploadOutcome } from "../protocol.ts";
import { unknownError } from "./outcome.ts";
import { objectAt, textAt, type Wire } from "./wire.ts";

const path = "/v3/merchant/media/upload";
const endings: Record<ImageType, string> = { "image/jpeg": "jpg", "image/png": "png", "image/bmp": "bmp" };

/**
 * Hands a picture over for its media id. Whether the wallet gives a second upload of the same bytes the same id, is not
 * known; either does.
 */
export async function uploadMedia(wire: Wire, document: OnboardingDocument): Promise<UploadOutcome> {
  const { name, type, content } = document;
  const filename = `${name}.${endings[type]}`;
  const meta = JSON.stringify({ filename, sha256: createHash("sha256").update(content).digest("hex") });
  const answer = await wire.upload(path, { meta, filename, type, content });
  if (answer.kind === "silent") return { kind: "unknown", cause: answer.cause };
  const ref = textAt(answer.body, "media_id");
  if (answer.status === 200 && ref !== "") return { kind: "taken", ref };
  const code = textAt(answer.body, "code");
  // What stands in `meta` is ours to get right; that a refusal's field names the part is remembered, not verified.
  const field = textAt(objectAt(answer.body, "detail"), "field");
  if (answer.status === 400 && code === "PARAM_ERROR" && /^$|file$/.test(field))
    return { kind: "rejected", says: textAt(answer.body, "message") };
  const busy = answer.status >= 500 || answer.status === 429;
  return unknownError(busy ? "busy" : null, answer.status, answer.body);
}
