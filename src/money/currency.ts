/** ISO 4217 codes that the house keeps books in, with their number of minor digits and numeric code. */
const currencies = {
  CNY: { digits: 2, numeric: "156" },
  HKD: { digits: 2, numeric: "344" },
  USD: { digits: 2, numeric: "840" },
  JPY: { digits: 0, numeric: "392" },
} as const;

export type Currency = keyof typeof currencies;

export function isCurrency(text: string): text is Currency {
  return Object.hasOwn(currencies, text);
}

export function minorDigits(currency: Currency): number {
  return currencies[currency].digits;
}

export function numericCode(currency: Currency): string {
  return currencies[currency].numeric;
}
