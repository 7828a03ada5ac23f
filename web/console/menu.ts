import type { ComponentType, ReactNode } from "react";
import type { Scope } from "./lib/types.ts";

export type PageProps = { id: string };

/** The menu's parts, as they stand in it. */
export const menuGroups = [
  { group: "desk", zh: "工作台", en: "Desk" },
  { group: "opening", zh: "互通", en: "Opening up" },
  { group: "trade", zh: "交易", en: "Trade" },
  { group: "money", zh: "资金", en: "Money" },
  { group: "reach", zh: "推广与数据", en: "Reach and data" },
  { group: "watch", zh: "保障", en: "Watch" },
  { group: "set", zh: "设置", en: "Settings" },
] as const;
type MenuGroup = (typeof menuGroups)[number]["group"];

export type Menu = {
  zh: string;
  en: string;
  icon: ReactNode;
  for: "house" | "store" | "both";
  scope: Scope;
  group: MenuGroup;
};

export type Route = {
  /** Below /console; `:id` stands for one name. */
  path: string;
  page: ComponentType<PageProps>;
  /** In the menu, under this name, for whoever holds the scope. */
  menu?: Menu;
  /** Without an entry of its own: which entry is lit. */
  under?: string;
};
