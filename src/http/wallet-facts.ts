import type { OnboardingForm, PayMethod, SettingField, Words } from "#wallets/protocol";

/** What this room tells of a wallet: a WalletKind fits. */
export type WalletFacts = {
  id: string;
  title: Words;
  mark: { svg: string; colour: string };
  currencies: readonly string[];
  methods: readonly PayMethod[];
  combined: { methods: readonly PayMethod[]; partsMax: number } | null;
  inAppNeedsOpenid: boolean;
  inAppUserAgent: string;
  desktopJump?: boolean;
  /** Schemes of addresses that open its app. */
  schemes: readonly string[];
  settings: readonly SettingField[];
  onboarding?: OnboardingForm;
};
