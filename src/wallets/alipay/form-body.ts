export type FormFile = { field: string; filename: string; type: string; content: Buffer };

/** A multipart body: fields as text, then the one file. */
export function multipartBody(boundary: string, fields: Readonly<Record<string, string>>, file: FormFile): Buffer {
  const head = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  head.push(
    `--${boundary}\r\nContent-Disposition: form-data; name="${file.field}"; filename="${file.filename}"\r\n`,
    `Content-Type: ${file.type}\r\n\r\n`,
  );
  return Buffer.concat([Buffer.from(head.join("")), file.content, Buffer.from(`\r\n--${boundary}--\r\n`)]);
}
