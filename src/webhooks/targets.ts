import { isIP } from "node:net";
import { isPublicAddress } from "#public-address";

/** Why an address may not be an endpoint's, or null when it may. What its name resolves to is checked when sending. */
export function whyRefused(text: string, privateTargets: boolean): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) return "not an http address";
  if (url.username !== "" || url.password !== "") return "holds a user name or password";
  if (url.hash !== "") return "holds a fragment";
  if (privateTargets) return null;
  if (url.protocol !== "https:") return "not https";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0) return isPublicAddress(host) ? null : "not a public address";
  const local = !host.includes(".") || /\.(localhost|local|internal|intranet|lan|home\.arpa)\.?$/.test(host);
  return local ? "not a public name" : null;
}
