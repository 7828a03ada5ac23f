import { chartOfAccounts } from "#chart";
import type { Entry } from "./entries.ts";

/** An entry whose accounts are named in words too, as the chart has them: nobody else keeps names of accounts. */
export const titled = ({ choice, moves }: Entry) => ({
  choice,
  moves: moves.map((move) => ({
    ...move,
    debit_title: chartOfAccounts[move.debit].title,
    credit_title: chartOfAccounts[move.credit].title,
  })),
});
