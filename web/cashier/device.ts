import type { Device, Offer } from "./contract.ts";

export type Surroundings = {
  device: Device;
  userAgent: string;
  /** The buyer's identity in the host app, when the marketplace handed it over in the address. */
  openid: string | null;
};

/** iPads say that they are Macs; only their fingers tell. */
export function deviceOf(userAgent: string, touchPoints: number): Device {
  const phone = /Mobi|Android|iPhone|iPad|HarmonyOS|MicroMessenger\/.*Mobile/i.test(userAgent);
  return phone || (/Macintosh/.test(userAgent) && touchPoints > 1) ? "phone" : "desktop";
}

function isInside(offer: Offer, userAgent: string): boolean {
  const source = offer.in_app?.user_agent;
  if (!source) return false;
  try {
    return new RegExp(source, "i").test(userAgent);
  } catch {
    return false;
  }
}

/** The wallet in whose own browser this page is open, or null in an ordinary browser. */
export function hostWallet(offers: readonly Offer[], userAgent: string): string | null {
  return offers.find((offer) => isInside(offer, userAgent))?.wallet ?? null;
}
