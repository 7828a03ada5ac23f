import { type FaultKnobs, noFaults } from "#wallets/fake-protocol";

export type KnobFault = { code: "unknown_knob" | "knob_value"; en: string; zh: string };

const shares: ReadonlySet<string> = new Set(["timeout_after_success", "server_error", "notice_drop", "probe"]);
const delayMsMax = 120_000;

export const knobNames = Object.keys(noFaults) as (keyof FaultKnobs)[];

function isKnob(name: string): name is keyof FaultKnobs {
  return Object.hasOwn(noFaults, name);
}

/** What the knob takes, in words, or null when the value is one. */
function wants(name: keyof FaultKnobs, value: unknown): { en: string; zh: string } | null {
  if (typeof noFaults[name] === "boolean")
    return typeof value === "boolean" ? null : { en: "true or false", zh: "true 或 false" };
  const number = typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : null;
  if (shares.has(name))
    return number !== null && number <= 1 ? null : { en: "a share from 0 to 1", zh: "0 到 1 之间的比例" };
  const max = name === "delay_ms" ? delayMsMax : name === "notice_repeat" ? 20 : 1_000_000;
  return number !== null && Number.isInteger(number) && number <= max
    ? null
    : { en: `a whole number from 0 to ${max}`, zh: `0 到 ${max} 的整数` };
}

/** Checks what a person or program asked to set; every knob by its name and its range. */
export function readKnobs(asked: Record<string, unknown>): Partial<FaultKnobs> | KnobFault {
  const knobs: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(asked)) {
    if (!isKnob(name)) {
      const known = knobNames.join(", ");
      return {
        code: "unknown_knob",
        en: `There is no knob "${name}". Knobs: ${known}.`,
        zh: `没有“${name}”这个故障旋钮。可用：${known}。`,
      };
    }
    const wanted = wants(name, value);
    if (wanted)
      return { code: "knob_value", en: `${name} takes ${wanted.en}.`, zh: `${name} 的取值应为${wanted.zh}。` };
    knobs[name] = value;
  }
  return knobs as Partial<FaultKnobs>;
}

export function isKnobFault(read: Partial<FaultKnobs> | KnobFault): read is KnobFault {
  return "code" in read;
}
