const shape = /^\d{1,9}(\.\d{1,9}){0,3}$/;

/** Four numbers; what a version leaves out is 0, so "10" is "10.0". */
export type AppVersion = readonly [number, number, number, number];

export function isAppVersion(text: string): boolean {
  return shape.test(text);
}

/** A version of a plan, checked when the plan was saved. */
export function appVersion(text: string): AppVersion {
  const [a = 0, b = 0, c = 0, d = 0] = text.split(".").map((part) => Number.parseInt(part, 10));
  return [a, b, c, d];
}

const [zero, nine, point] = [48, 57, 46];
const digitsMax = 9;

/**
 * Whether what an app says of itself is this version or a later one: "10.9" is before "10.10". False for what is no
 * version. Runs in every decision, so it reads the text as it stands and makes nothing.
 */
export function isFrom(told: unknown, from: AppVersion): boolean {
  if (typeof told !== "string") return false;
  let [part, digits, number, order] = [0, 0, 0, 0];
  for (let i = 0; i <= told.length; i++) {
    const code = i === told.length ? point : told.charCodeAt(i);
    if (code >= zero && code <= nine && digits < digitsMax) {
      digits++;
      number = number * 10 + code - zero;
    } else if (code === point && digits > 0 && part < 4) {
      if (order === 0) order = number - (from[part] as number);
      part++;
      [digits, number] = [0, 0];
    } else return false;
  }
  for (; part < 4 && order === 0; part++) order = -(from[part] as number);
  return order >= 0;
}
