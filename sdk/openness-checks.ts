/** One figure, counted again. `ok` null: it cannot be, and nobody claims that it can. */
export type Check = {
  /** Stable: `vote_root`, `wallet_paid`, … */
  code: string;
  /** What it is a figure of: an opening and vote, a wallet, a kind of appeals. */
  about: string;
  ok: boolean | null;
  counted: string;
  told: string;
};

type Figure = string | number | bigint | boolean | null | undefined;

export function check(code: string, about: string, counted: Figure, told: Figure): Check {
  return { code, about, ok: String(counted) === String(told), counted: String(counted), told: String(told) };
}
