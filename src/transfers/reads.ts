import { isCurrency, money } from "#money";
import type { TransfersNeeds } from "./context.ts";
import { bucketOfTransfer } from "./place.ts";
import type { Transfer, TransferState } from "./types.ts";

type Row = {
  id: string;
  payer: string;
  payee: string;
  amount: bigint;
  currency: string;
  condition: Buffer;
  packet: string;
  expires_at: Date;
  state: TransferState;
  fulfilment: Buffer | null;
  error_code: string | null;
  error_says: string | null;
  prepared_at: Date;
  ended_at: Date | null;
};

function view(row: Row): Transfer {
  const { id, payer, payee, condition, packet, expires_at, state, fulfilment, prepared_at, ended_at } = row;
  if (!isCurrency(row.currency)) throw new Error(`Transfer ${id} is in "${row.currency}".`);
  const error = row.error_code === null ? null : { code: row.error_code, says: row.error_says ?? "" };
  const amount = money(row.amount, row.currency);
  return { id, payer, payee, amount, condition, packet, expires_at, state, fulfilment, error, prepared_at, ended_at };
}

export async function getTransfer({ db }: TransfersNeeds, id: string): Promise<Transfer | null> {
  const [row] = await db.read<Row>("select * from hub_transfers where bucket = $1 and id = $2", [
    bucketOfTransfer(id),
    id,
  ]);
  return row ? view(row) : null;
}
