/** The two parts of an upload; only the text of `meta` is signed, and it holds the file's SHA-256. */
export type Multipart = { meta: string; filename: string; type: string; content: Buffer; boundary: string };

export function multipartBytes({ meta, filename, type, content, boundary }: Multipart): Buffer {
  const line = (...texts: string[]) => Buffer.from(`${texts.join("\r\n")}\r\n`);
  return Buffer.concat([
    line(`--${boundary}`, 'Content-Disposition: form-data; name="meta"', "Content-Type: application/json", "", meta),
    line(`--${boundary}`, `Content-Disposition: form-data; name="file"; filename="${filename}"`),
    line(`Content-Type: ${type}`, ""),
    content,
    line("", `--${boundary}--`),
  ]);
}
