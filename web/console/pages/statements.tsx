/** @jsxImportSource react */
import { moneyText, useFormats } from "../lib/format.ts";
import { useSay, useWords } from "../lib/language.tsx";
import { useWho } from "../lib/session.tsx";
import type { Transfer } from "../lib/types.ts";
import { usePages } from "../lib/use-load.ts";
import { ExportButton } from "../parts/export-button.tsx";
import { ListTable } from "../parts/list-table.tsx";
import { StatementDownload } from "../parts/statement-download.tsx";
import { Amount, Ident, PageHead } from "../parts/states.tsx";

/** The store's book, line by line: nothing is ever changed in it, only added. */
export default function Statements() {
  const say = useSay();
  const words = useWords();
  const formats = useFormats();
  const { store } = useWho();
  const path = `/v1/books/${store}/transfers`;
  const transfers = usePages<Transfer>(path);
  return (
    <>
      <PageHead
        title={say("账单", "Statements")}
        lead={say("店铺账簿的每一笔，只增不改。", "Every line of the store's book: only ever added to.")}
      >
        <ExportButton<Transfer>
          path={path}
          name="statement"
          head={["id", "kind", "amount", "subject", "debit", "credit", "at"]}
          row={(one) => [one.id, one.kind, moneyText(one.amount, false), one.subject, one.debit, one.credit, one.at]}
        />
      </PageHead>
      <div className="stack">
        <StatementDownload store={`${store}`} />
        <ListTable<Transfer>
          of={transfers}
          label={say("账簿明细", "Lines of the book")}
          empty={say("账簿还是空的", "The book is empty")}
          rowKey={(one) => one.id}
          cards
          columns={[
            { title: say("时间", "When"), render: (_, one) => formats.instant(one.at) },
            { title: say("事项", "What"), render: (_, one) => words(one.words) },
            { title: say("金额", "Amount"), align: "end", render: (_, one) => <Amount of={one.amount} /> },
            { title: say("对象", "About"), render: (_, one) => <Ident id={one.subject} /> },
          ]}
        />
      </div>
    </>
  );
}
