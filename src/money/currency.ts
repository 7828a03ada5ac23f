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

/** The currency with this ISO 4217 number, if the house keeps books in it. */
export function currencyOfNumber(numeric: string): Currency | null {
  const found = Object.keys(currencies).find((code) => isCurrency(code) && currencies[code].numeric === numeric);
  return found !== undefined && isCurrency(found) ? found : null;
}
