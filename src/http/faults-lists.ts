import { row } from "./fault-row.ts";

/** What is refused about saved views and exports. */
export const listFaults = {
  list_unknown: row(
    404,
    false,
    { zh: "没有这个列表", en: "There is no such list" },
    { zh: "请从列表页面发起。", en: "Ask from the list's own page." },
  ),
  export_invalid: row(
    422,
    false,
    { zh: "导出的筛选或列有误", en: "A filter or column of the export is unknown or wrong" },
    { zh: "请刷新页面后重新选择。", en: "Reload the page and choose again." },
  ),
  range_too_wide: row(
    422,
    false,
    { zh: "时间范围过长，无法按金额筛选", en: "The range of time is too wide for amounts" },
    { zh: "请将时间范围缩小到 366 天以内。", en: "Narrow the range of time to 366 days or fewer." },
  ),
  exports_too_many: row(
    409,
    true,
    { zh: "进行中的导出过多", en: "Too many exports are under way" },
    { zh: "请等待其中一个完成，或先取消。", en: "Wait for one of them to end, or cancel it." },
  ),
  export_not_ready: row(
    409,
    true,
    { zh: "文件尚未就绪", en: "The file is not ready" },
    { zh: "导出完成后即可下载。", en: "Fetch it when the export is done." },
  ),
  export_gone: row(
    410,
    false,
    { zh: "文件已过期删除", en: "The file has expired" },
    { zh: "文件保留三天，请重新导出。", en: "Files are kept for three days: export the list again." },
  ),
  views_too_many: row(
    409,
    false,
    { zh: "保存的视图过多", en: "Too many saved views" },
    { zh: "请先删除不再使用的视图。", en: "Remove one that you no longer use." },
  ),
  view_taken: row(
    409,
    false,
    { zh: "已有同名视图", en: "A view of that name exists" },
    { zh: "请换一个名称。", en: "Choose another name." },
  ),
} as const;
