import { createHash } from "node:crypto";
import { type FormPart, multipartParts, pictureOf } from "../../fake-onboarding.ts";
import type { RawRequest } from "../../protocol.ts";
import { isObject, textAt } from "../wire.ts";
import { parameterFault, type Result } from "./answer.ts";
import type { Context } from "./context.ts";

export const mediaPath = "/v3/merchant/media/upload";
const bytesMax = 2 * 1024 * 1024;

const isUpload = (request: RawRequest): boolean => request.path.split("?", 1)[0] === mediaPath;

const partOf = (request: RawRequest, name: string): FormPart | undefined =>
  multipartParts(request.headers["content-type"] ?? "", request.body).find((one) => one.name === name);

/** What a request's signature is over: its body, or of an upload the text of `meta` as it came. */
export function signedBody(request: RawRequest): Buffer {
  return isUpload(request) ? (partOf(request, "meta")?.content ?? Buffer.alloc(0)) : request.body;
}

/** What a POST must be sent as. */
export const wantedType = (request: RawRequest): string =>
  isUpload(request) ? "multipart/form-data" : "application/json";

/** Kinds, size and the name's ending: pay.weixin.qq.com document 4012760509. The words of refusals are remembered. */
export function uploadMedia(context: Context, request: RawRequest): Result {
  const wrong = (field: string, issue: string) => parameterFault({ field, issue, location: "body" });
  const file = partOf(request, "file");
  if (!file || file.filename === null) throw wrong("/file", "不能为空");
  const meta = readMeta(partOf(request, "meta"));
  if (!meta) throw wrong("/meta", "应为包含 filename 与 sha256 的 JSON 对象");
  if (!/\.(jpe?g|bmp|png)$/i.test(meta.filename)) throw wrong("/meta/filename", "必须以 JPG、BMP、PNG 为后缀");
  if (file.content.length > bytesMax) throw wrong("/file", "图片大小不能超过 2M");
  const sha256 = createHash("sha256").update(file.content).digest("hex");
  if (meta.sha256.toLowerCase() !== sha256) throw wrong("/meta/sha256", "与文件内容不符");
  const picture = pictureOf(file.content);
  if (!picture) throw wrong("/file", "图片格式有误，只支持 JPG、BMP、PNG");
  const id = `${context.outside.random(48).toString("base64url")}_${sha256.slice(0, 8)}`;
  const { width, height } = picture;
  context.store.applyments.media.set(id, { id, sha256, bytes: file.content.length, width, height });
  return { status: 200, json: { media_id: id } };
}

function readMeta(part: FormPart | undefined): { filename: string; sha256: string } | null {
  try {
    const value: unknown = JSON.parse(part?.content.toString("utf8") ?? "");
    if (!isObject(value)) return null;
    const meta = { filename: textAt(value, "filename"), sha256: textAt(value, "sha256") };
    return meta.filename === "" || meta.sha256 === "" || meta.filename.length > 128 ? null : meta;
  } catch {
    return null;
  }
}
