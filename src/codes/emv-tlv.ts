/** A data object: two digits, then its value. The length that stands between them counts characters, not bytes. */
export type DataObject = { id: string; value: string };

/** Why a text is no merchant-presented code. Stable words of the API; their sentences are in words.ts. */
export type EmvFault =
  | "emv_not_tlv"
  | "emv_no_payload_format"
  | "emv_crc_missing"
  | "emv_crc_wrong"
  | "emv_object_twice"
  | "emv_field_wrong";

export type Emv<T> = { ok: true; value: T } | { ok: false; fault: EmvFault; at: string };

/** Splits a text into its data objects; each id once. `within` names the template that the text is the value of. */
export function readObjects(text: string, within = ""): Emv<DataObject[]> {
  const characters = [...text];
  const objects: DataObject[] = [];
  const seen = new Set<string>();
  for (let at = 0; at < characters.length; ) {
    const head = characters.slice(at, at + 4).join("");
    if (!/^\d{4}$/.test(head)) return { ok: false, fault: "emv_not_tlv", at: `${within}${at}` };
    const id = head.slice(0, 2);
    const length = Number.parseInt(head.slice(2), 10);
    const value = characters.slice(at + 4, at + 4 + length);
    if (length === 0 || value.length < length) return { ok: false, fault: "emv_not_tlv", at: `${within}${id}` };
    if (seen.has(id)) return { ok: false, fault: "emv_object_twice", at: `${within}${id}` };
    seen.add(id);
    objects.push({ id, value: value.join("") });
    at += 4 + length;
  }
  return { ok: true, value: objects };
}

/** The text of data objects, in the order given. Throws for a value of no or more than 99 characters: a bug of ours. */
export function writeObjects(objects: readonly DataObject[]): string {
  return objects
    .map(({ id, value }) => {
      const length = [...value].length;
      if (!/^\d\d$/.test(id) || length < 1 || length > 99)
        throw new Error(`Data object ${id} cannot hold ${length} characters.`);
      return `${id}${length.toString().padStart(2, "0")}${value}`;
    })
    .join("");
}
