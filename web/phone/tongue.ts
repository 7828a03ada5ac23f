import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { type Tongue, type WordKey, type Words, words } from "./words.ts";

export const TongueContext = createContext<Tongue>("zh");

/** Says the phone's own words, and what a wallet said, in the language chosen. */
export function useSay() {
  const tongue = useContext(TongueContext);
  return {
    tongue,
    say: (key: WordKey): string => words[key][tongue],
    saying: (spoken: Words): string => spoken[tongue],
  };
}
