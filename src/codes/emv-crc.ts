/**
 * CRC-16/CCITT-FALSE of a text's UTF-8 bytes: polynomial 0x1021, begun at 0xFFFF, nothing reflected or inverted.
 * Answers four upper-case hexadecimal digits. Source: EMVCo merchant-presented mode 1.1, §4.3, and ISO/IEC 13239.
 */
export function emvCrc(text: string): string {
  let crc = 0xffff;
  for (const byte of Buffer.from(text, "utf8")) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = ((crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ 0x1021) & 0xffff;
  }
  return crc.toString(16).toUpperCase().padStart(4, "0");
}
