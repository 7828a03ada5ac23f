import { row } from "./fault-row.ts";

/** What is refused about cases and drills. */
export const watchFaults = {
  case_closed: row(
    409,
    false,
    { zh: "该事项已关闭", en: "The case is closed" },
    { zh: "已关闭的事项不能再处理。", en: "A closed case stays as it is." },
  ),
  drill_not_here: row(
    409,
    false,
    { zh: "此环境不能演练", en: "No drill can be held here" },
    { zh: "故障演练只能在沙箱模式（npm start）中进行。", en: "Drills need the sandbox's wallets: run npm start." },
  ),
  drill_running: row(
    409,
    true,
    { zh: "已有演练正在进行", en: "A drill is going on" },
    { zh: "请等待其结束后重试。", en: "Try again when it has ended." },
  ),
} as const;
