import type { BillFiles, BillKind, Wallet } from "#wallets/protocol";
import { partsOf } from "./file-store.ts";
import { type FileRow, fileColumns } from "./files.ts";
import { tradesOf } from "./look-at-file.ts";
import type { BillSource, ReconciliationNeeds } from "./types.ts";

/** `digest`: of the lines that two people approved. */
export type FileSource = { wallet: BillSource; digest: string };

/**
 * A day's bills from files that were brought and approved, in the place of the wallet's calls: whatever compares them
 * does not know the difference. A kind that nobody brought is passed over, as for a wallet that has none.
 */
export async function sourceOfFiles(
  needs: ReconciliationNeeds,
  { billFiles: forms }: Wallet,
  ids: readonly string[],
): Promise<FileSource> {
  const rows = await needs.db.read<FileRow>(
    `select ${fileColumns} from bill_files f where f.id = any($1) and f.state = 'approved'`,
    [ids],
  );
  const byKind = new Map(rows.map((row) => [row.kind, row]));
  const trade = byKind.get("trade");
  if (!forms || !trade) throw new Error(`A day is read from a file of trades: ${ids.join(", ")}.`);
  const open = (row: FileRow) => ({
    file: partsOf(needs, row.id, row.parts),
    ...{ day: row.day, hash: row.announced_hash },
  });
  const { file, ...asked } = open(trade);
  return {
    digest: trade.digest,
    wallet: { bill: () => tradesOf(forms, file, asked), ...besides(forms, (kind) => byKind.get(kind), open) },
  };
}

function besides(
  forms: BillFiles,
  rowOf: (kind: BillKind) => FileRow | undefined,
  open: (row: FileRow) => Parameters<BillFiles["trade"]>[0],
): BillSource {
  const [refund, fund, commission] = [rowOf("refund"), rowOf("fund"), rowOf("commission")];
  const none = { [Symbol.asyncIterator]: async function* () {} };
  return {
    ...(refund && { refundBill: () => forms.refund?.(open(refund)) ?? none }),
    ...(fund && { fundBill: () => forms.fund?.(open(fund)) ?? none }),
    ...(commission && { commissionBill: () => forms.commission?.(open(commission)) ?? none }),
  };
}
