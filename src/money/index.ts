export { type Currency, currencyOfNumber, isCurrency, minorDigits, numericCode } from "./currency.ts";
export {
  add,
  compare,
  equals,
  fen,
  fromDecimalText,
  fromJson,
  type Money,
  MoneyFault,
  type MoneyJson,
  money,
  subtract,
  sum,
  toDecimalText,
  toJson,
  toMinorNumber,
  zero,
} from "./money.ts";
export { allocate, type Rounding, share } from "./share.ts";
