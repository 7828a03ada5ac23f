import type { Locale } from "../contract.ts";
import type { Controller } from "../controller.ts";
import type { Surroundings } from "../device.ts";
import type { State } from "../state.ts";
import type { Dictionary } from "../words.ts";

/** What every part of the page is given. */
export type Page = {
  state: State;
  act: Controller;
  t: Dictionary;
  locale: Locale;
  switchLanguage: () => void;
  around: Surroundings;
  /** As it was when the page opened, so that rows do not move under a finger. */
  lastWallet: string | null;
};
