import type { ChipWords } from "./chip-of.tsx";

export const blockStates: ChipWords = {
  blocked: ["error", "已屏蔽", "Blocked"],
  appealed: ["warning", "申诉中", "Appealed"],
  upheld: ["default", "维持屏蔽", "Upheld"],
  lifted: ["success", "已解除", "Lifted"],
};
export const blockCodes: Readonly<Record<string, readonly [string, string]>> = {
  phishing: ["钓鱼", "Phishing"],
  fraud: ["诈骗", "Fraud"],
  illegal: ["违法", "Illegal"],
  malware: ["恶意软件", "Malware"],
  spam: ["骚扰", "Spam"],
};
