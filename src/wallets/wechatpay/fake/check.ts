import type { JsonObject } from "../wire.ts";
import { parameterFault } from "./answer.ts";

/** What a field of a request body must be. `at` is a path with dots; a missing optional field passes. */
export type Rule = {
  at: string;
  is: "text" | "whole" | "object" | "list" | "flag";
  optional?: boolean;
  min?: number;
  max?: number;
  like?: RegExp;
};

/** Throws PARAM_ERROR with the first field that is wrong, named as the wallet names it: "/amount/total". */
export function check(body: JsonObject, rules: readonly Rule[], under = ""): void {
  for (const rule of rules) {
    const value = at(body, rule.at);
    const isMissing = value === undefined || value === null || value === "";
    if (isMissing && rule.optional) continue;
    const issue = isMissing ? "不能为空" : issueOf(rule, value);
    if (issue === null) continue;
    const field = `${under}/${rule.at.replaceAll(".", "/")}`;
    throw parameterFault({ field, value: value ?? null, issue, location: "body" });
  }
}

export function at(body: JsonObject, path: string): unknown {
  return path.split(".").reduce<unknown>((value, key) => {
    return typeof value === "object" && value !== null ? (value as JsonObject)[key] : undefined;
  }, body);
}

function issueOf(rule: Rule, value: unknown): string | null {
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = rule;
  if (rule.is === "whole") {
    if (typeof value !== "number" || !Number.isSafeInteger(value)) return "应为整数";
    return value < min || value > max ? `应在 ${min} 与 ${max} 之间` : null;
  }
  if (rule.is === "text") {
    if (typeof value !== "string") return "应为字符串";
    const length = [...value].length;
    if (length < min || length > max) return `长度应在 ${min} 与 ${max} 之间`;
    return rule.like && !rule.like.test(value) ? "格式不正确" : null;
  }
  if (rule.is === "flag") return typeof value === "boolean" ? null : "应为布尔值";
  if (rule.is === "list") {
    if (!Array.isArray(value)) return "应为数组";
    return value.length < min || value.length > max ? `应有 ${min} 至 ${max} 项` : null;
  }
  return typeof value === "object" && !Array.isArray(value) ? null : "应为对象";
}

/** Digits, letters and _ - | *, 6 to 32 long. */
export const tradeNumber = { is: "text", min: 6, max: 32, like: /^[0-9a-zA-Z_\-|*]+$/ } as const;
export const noticeUrl = { is: "text", max: 255, like: /^https?:\/\/[^?#\s]+$/ } as const;

/** The same JSON whatever the order of its keys, for judging whether a repeat repeats every parameter. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const object = value as JsonObject;
  const keys = Object.keys(object).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(object[key])}`).join(",")}}`;
}
