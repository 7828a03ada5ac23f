export { amountFields, codeAmount, type MerchantAccount, type MerchantCode, readCode, writeCode } from "./emv-code.ts";
export { emvCrc } from "./emv-crc.ts";
export type { DataObject, Emv, EmvFault } from "./emv-tlv.ts";
export { type PayerCode, type PayerNetwork, readPayerCode } from "./payer-code.ts";
export { codeFaults } from "./words.ts";
