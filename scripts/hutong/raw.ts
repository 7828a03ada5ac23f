import { readFileSync } from "node:fs";
import { CommandFault, exits, type Told } from "./context.ts";

export type RawCall = {
  method: "GET" | "POST";
  /** Such as /v1/payments?limit=3. */
  path: string;
  /** JSON, @file, or - for standard input. */
  data: string | undefined;
  /** The repeat key; one is made, and said, where it is left out. */
  key: string | undefined;
  json: boolean;
};

/** One call of the API as it is written; the answer goes to standard output. A POST carries its repeat key. */
export async function rawCall(told: Told, { method, path, data, key, json }: RawCall): Promise<number> {
  if (!/^\/v1\/[\x21-\x7e]+$/.test(path))
    throw wrong(
      `"${path}" is no path of the API, such as /v1/payments?limit=3.`,
      `“${path}”不是接口路径，例如 /v1/payments?limit=3。`,
    );
  if (key !== undefined && !/^[\x21-\x7e]{1,255}$/.test(key))
    throw wrong("--key is 1 to 255 characters without spaces.", "--key 为 1 至 255 个字符，不含空格。");
  const body = data === undefined ? undefined : readBody(data);
  const repeat = method === "POST" ? (key ?? crypto.randomUUID()) : null;
  // Before the call: whoever breaks off, or hears nothing, can repeat it with the same key.
  if (repeat !== null && key === undefined) console.error(`Idempotency-Key: ${repeat}`);
  const answer = await told.hutong.call(method, path as `/v1/${string}`, { body, idempotencyKey: repeat });
  if (json && typeof answer === "string") told.out(JSON.stringify(answer));
  else if (answer instanceof Uint8Array) process.stdout.write(answer);
  else if (typeof answer === "string") told.out(answer);
  else told.out(JSON.stringify(answer, null, json ? 0 : 2));
  return exits.done;
}

function readBody(data: string): unknown {
  try {
    if (data === "-") return JSON.parse(readFileSync(0, "utf8"));
    return JSON.parse(data.startsWith("@") ? readFileSync(data.slice(1), "utf8") : data);
  } catch (cause) {
    const why = (cause as Error).message;
    throw wrong(
      `--data is JSON, @file or - for standard input: ${why}`,
      `--data 为 JSON、@文件 或 -（标准输入）：${why}`,
    );
  }
}

const wrong = (en: string, zh: string) => new CommandFault({ en, zh }, exits.usage);
