/** "¥1,280.00" from whole fen as text: no float touches an amount. */
export function yuan(fen: string): string {
  const digits = fen.padStart(3, "0");
  return `¥${digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ",")}.${digits.slice(-2)}`;
}

export function times(fen: string, quantity: number): string {
  return (BigInt(fen) * BigInt(quantity)).toString();
}

export function total(amounts: readonly string[]): string {
  return amounts.reduce((sum, fen) => sum + BigInt(fen), 0n).toString();
}
