/** @jsxImportSource react */
import { useSay } from "../lib/language.tsx";
import { Chip, type Tone } from "./states.tsx";

export type ChipWords = Readonly<Record<string, readonly [Tone, string, string]>>;

/** A desk's own word for a state; an unknown one stands as it is. */
export function ChipOf({ of, words }: { of: string; words: ChipWords }) {
  const say = useSay();
  const [tone, zh, en] = words[of] ?? (["default", of, of] as const);
  return <Chip tone={tone}>{say(zh, en)}</Chip>;
}
