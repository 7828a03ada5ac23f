/** @jsxImportSource react */
import {
  AlertOutlined,
  ApartmentOutlined,
  ApiOutlined,
  AuditOutlined,
  BankOutlined,
  BarcodeOutlined,
  BlockOutlined,
  CheckSquareOutlined,
  ContactsOutlined,
  DeploymentUnitOutlined,
  ExceptionOutlined,
  ExperimentOutlined,
  FileProtectOutlined,
  FileTextOutlined,
  FundOutlined,
  HeartOutlined,
  HomeOutlined,
  InteractionOutlined,
  LinkOutlined,
  NotificationOutlined,
  PartitionOutlined,
  QrcodeOutlined,
  SafetyOutlined,
  ShareAltOutlined,
  ShopOutlined,
  ShoppingOutlined,
  SwapOutlined,
  TeamOutlined,
  ThunderboltOutlined,
  TransactionOutlined,
  WalletOutlined,
} from "@ant-design/icons";
import { type ComponentType, lazy, type ReactNode } from "react";
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

export type Route = {
  /** Below /console; `:id` stands for one name. */
  path: string;
  page: ComponentType<PageProps>;
  /** In the menu, under this name, for whoever holds the scope. */
  menu?: {
    zh: string;
    en: string;
    icon: ReactNode;
    for: "house" | "store" | "both";
    scope: Scope;
    group: MenuGroup;
  };
  /** Without an entry of its own: which entry is lit. */
  under?: string;
};

const page = (load: () => Promise<{ default: ComponentType<PageProps> }>) => lazy(load);

export const routes: readonly Route[] = [
  {
    path: "/",
    page: page(() => import("./pages/home.tsx")),
    menu: { zh: "首页", en: "Home", icon: <HomeOutlined />, for: "both", scope: "orders:read", group: "desk" },
  },
  {
    path: "/openings",
    page: page(() => import("./pages/openings.tsx")),
    menu: {
      zh: "开放计划",
      en: "Openings",
      icon: <PartitionOutlined />,
      for: "house",
      scope: "openings:read",
      group: "opening",
    },
  },
  {
    path: "/agreements",
    page: page(() => import("./pages/agreements.tsx")),
    menu: {
      zh: "协议",
      en: "Agreements",
      icon: <ContactsOutlined />,
      for: "house",
      scope: "openings:read",
      group: "opening",
    },
  },
  { path: "/agreements/:id", page: page(() => import("./pages/agreement.tsx")), under: "/agreements" },
  { path: "/openings/new", page: page(() => import("./pages/opening-new.tsx")), under: "/openings" },
  { path: "/openings/:id", page: page(() => import("./pages/opening.tsx")), under: "/openings" },
  {
    path: "/votes",
    page: page(() => import("./pages/votes.tsx")),
    menu: {
      zh: "意见征求",
      en: "Votes",
      icon: <CheckSquareOutlined />,
      for: "store",
      scope: "openings:read",
      group: "opening",
    },
  },
  { path: "/votes/:id", page: page(() => import("./pages/vote.tsx")), under: "/votes" },
  {
    path: "/approvals",
    page: page(() => import("./pages/approvals.tsx")),
    menu: { zh: "审批", en: "Approvals", icon: <AuditOutlined />, for: "both", scope: "books:read", group: "desk" },
  },
  { path: "/alarms", page: page(() => import("./pages/alarms.tsx")), under: "/" },
  {
    path: "/orders",
    page: page(() => import("./pages/orders.tsx")),
    menu: { zh: "订单", en: "Orders", icon: <ShoppingOutlined />, for: "both", scope: "orders:read", group: "trade" },
  },
  { path: "/orders/:id", page: page(() => import("./pages/order.tsx")), under: "/orders" },
  {
    path: "/payments",
    page: page(() => import("./pages/payments.tsx")),
    menu: {
      zh: "支付与退款",
      en: "Payments",
      icon: <WalletOutlined />,
      for: "both",
      scope: "payments:read",
      group: "trade",
    },
  },
  {
    path: "/wallets",
    page: page(() => import("./pages/health.tsx")),
    menu: {
      zh: "钱包健康",
      en: "Wallets' health",
      icon: <HeartOutlined />,
      for: "house",
      scope: "payments:read",
      group: "watch",
    },
  },
  {
    path: "/drills",
    page: page(() => import("./pages/drills.tsx")),
    menu: {
      zh: "故障演练",
      en: "Outage drills",
      icon: <ThunderboltOutlined />,
      for: "house",
      scope: "openings:read",
      group: "watch",
    },
  },
  {
    path: "/disputes",
    page: page(() => import("./pages/disputes.tsx")),
    menu: {
      zh: "纠纷",
      en: "Disputes",
      icon: <ExceptionOutlined />,
      for: "both",
      scope: "orders:read",
      group: "trade",
    },
  },
  { path: "/disputes/:id", page: page(() => import("./pages/dispute.tsx")), under: "/disputes" },
  {
    path: "/cases",
    page: page(() => import("./pages/cases.tsx")),
    menu: { zh: "流程缺口", en: "Gaps", icon: <AlertOutlined />, for: "both", scope: "orders:read", group: "trade" },
  },
  {
    path: "/applications",
    page: page(() => import("./pages/applications.tsx")),
    menu: {
      zh: "进件申请",
      en: "Applications",
      icon: <FileProtectOutlined />,
      for: "both",
      scope: "directory:read",
      group: "opening",
    },
  },
  { path: "/applications/:id", page: page(() => import("./pages/application.tsx")), under: "/applications" },
  {
    path: "/campaigns",
    page: page(() => import("./pages/campaigns.tsx")),
    menu: {
      zh: "广告活动",
      en: "Campaigns",
      icon: <NotificationOutlined />,
      for: "both",
      scope: "openings:read",
      group: "reach",
    },
  },
  { path: "/campaigns/new", page: page(() => import("./pages/campaign-new.tsx")), under: "/campaigns" },
  { path: "/campaigns/:id", page: page(() => import("./pages/campaign.tsx")), under: "/campaigns" },
  {
    path: "/media-payouts",
    page: page(() => import("./pages/media-payouts.tsx")),
    menu: {
      zh: "媒体付款",
      en: "Host apps' payouts",
      icon: <TransactionOutlined />,
      for: "house",
      scope: "books:read",
      group: "money",
    },
  },
  {
    path: "/links",
    page: page(() => import("./pages/links.tsx")),
    menu: {
      zh: "链接",
      en: "Links",
      icon: <ShareAltOutlined />,
      for: "house",
      scope: "openings:read",
      group: "opening",
    },
  },
  {
    path: "/appeals",
    page: page(() => import("./pages/appeals.tsx")),
    menu: {
      zh: "审核与申诉",
      en: "Screening",
      icon: <ShareAltOutlined />,
      for: "store",
      scope: "openings:read",
      group: "opening",
    },
  },
  {
    path: "/audit",
    page: page(() => import("./pages/audit.tsx")),
    menu: { zh: "审计", en: "Audit", icon: <LinkOutlined />, for: "house", scope: "books:read", group: "watch" },
  },
  {
    path: "/map",
    page: page(() => import("./pages/map.tsx")),
    menu: {
      zh: "壁垒地图",
      en: "Map of the walls",
      icon: <ApartmentOutlined />,
      for: "house",
      scope: "openings:read",
      group: "opening",
    },
  },
  {
    path: "/effects",
    page: page(() => import("./pages/effects.tsx")),
    menu: {
      zh: "效果报告",
      en: "Effects",
      icon: <ExperimentOutlined />,
      for: "house",
      scope: "openings:read",
      group: "reach",
    },
  },
  { path: "/effects/:id", page: page(() => import("./pages/effect.tsx")), under: "/effects" },
  {
    path: "/circles",
    page: page(() => import("./pages/circles.tsx")),
    menu: {
      zh: "两个圆",
      en: "Two circles",
      icon: <BlockOutlined />,
      for: "house",
      scope: "openings:read",
      group: "reach",
    },
  },
  {
    path: "/alliance",
    page: page(() => import("./pages/alliance.tsx")),
    menu: {
      zh: "数据联盟",
      en: "Data alliance",
      icon: <DeploymentUnitOutlined />,
      for: "house",
      scope: "openings:read",
      group: "reach",
    },
  },
  { path: "/alliance/:id", page: page(() => import("./pages/alliance-contract.tsx")), under: "/alliance" },
  {
    path: "/reconciliation",
    page: page(() => import("./pages/reconciliation.tsx")),
    menu: {
      zh: "对账",
      en: "Reconciliation",
      icon: <FileTextOutlined />,
      for: "house",
      scope: "books:read",
      group: "money",
    },
  },
  {
    path: "/hub",
    page: page(() => import("./pages/hub.tsx")),
    menu: {
      zh: "互转与结算",
      en: "Transfers hub",
      icon: <SwapOutlined />,
      for: "house",
      scope: "hub:read",
      group: "money",
    },
  },
  {
    path: "/acceptance",
    page: page(() => import("./pages/acceptance.tsx")),
    menu: {
      zh: "收单互认",
      en: "Acceptance",
      icon: <InteractionOutlined />,
      for: "house",
      scope: "hub:read",
      group: "money",
    },
  },
  {
    path: "/funds",
    page: page(() => import("./pages/funds.tsx")),
    menu: {
      zh: "平台资金",
      en: "Platform's funds",
      icon: <FundOutlined />,
      for: "house",
      scope: "books:read",
      group: "money",
    },
  },
  {
    path: "/activation",
    page: page(() => import("./pages/activation.tsx")),
    menu: {
      zh: "开通钱包",
      en: "Join a wallet",
      icon: <SafetyOutlined />,
      for: "store",
      scope: "directory:read",
      group: "opening",
    },
  },
  {
    path: "/codes",
    page: page(() => import("./pages/codes.tsx")),
    menu: {
      zh: "收款码",
      en: "Codes",
      icon: <QrcodeOutlined />,
      for: "store",
      scope: "checkouts:read",
      group: "trade",
    },
  },
  {
    path: "/balances",
    page: page(() => import("./pages/balances.tsx")),
    menu: {
      zh: "余额与提现",
      en: "Balances",
      icon: <BankOutlined />,
      for: "store",
      scope: "books:read",
      group: "money",
    },
  },
  {
    path: "/statements",
    page: page(() => import("./pages/statements.tsx")),
    menu: {
      zh: "账单",
      en: "Statements",
      icon: <FileTextOutlined />,
      for: "store",
      scope: "books:read",
      group: "money",
    },
  },
  {
    path: "/stores",
    page: page(() => import("./pages/stores.tsx")),
    menu: { zh: "店铺", en: "Stores", icon: <ShopOutlined />, for: "house", scope: "directory:read", group: "set" },
  },
  {
    path: "/payer-codes",
    page: page(() => import("./pages/payer-codes.tsx")),
    menu: {
      zh: "付款码规则",
      en: "Payer's codes",
      icon: <BarcodeOutlined />,
      for: "house",
      scope: "wallet_accounts:read",
      group: "set",
    },
  },
  {
    path: "/developers",
    page: page(() => import("./pages/developers.tsx")),
    menu: {
      zh: "密钥与回调",
      en: "Keys and webhooks",
      icon: <ApiOutlined />,
      for: "both",
      scope: "webhooks:read",
      group: "set",
    },
  },
  {
    path: "/team",
    page: page(() => import("./pages/team.tsx")),
    menu: { zh: "成员", en: "Team", icon: <TeamOutlined />, for: "both", scope: "people:read", group: "set" },
  },
  { path: "/account", page: page(() => import("./pages/account.tsx")) },
];
