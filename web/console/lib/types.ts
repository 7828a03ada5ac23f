/**
 * What the API answers and takes, as its document says: the only door to the generated types, and types are all that
 * comes through it. What has no name of its own there is named here, by where it stands.
 */
import type { DryRun, Opening, OrderFlows, SavedView, Who } from "../../../sdk/api.ts";

export type {
  AcceptanceChange,
  Activation,
  Agreement,
  Alarm,
  AllianceContract,
  AllianceDataset,
  AllianceLog,
  AllianceRun,
  ApiKey,
  Application,
  ApplicationForm,
  AuditEntries,
  AuditEntry,
  AuditGrowth,
  AuditHead,
  AuditHeads,
  Balance,
  Ballot,
  BuyerFigures,
  Campaign,
  CampaignBill,
  CampaignBudget,
  CampaignFunnel,
  Case,
  Circles,
  Consultation,
  DayFigures,
  Dispute,
  DisputeStep,
  DraftRunAsked,
  Drill,
  Drills,
  DryRun,
  EffectConversion,
  EffectDifference,
  EffectReport,
  EffectShare,
  Export,
  Figures,
  Found,
  GuardSeries,
  Hub,
  HubChange,
  HubParticipant,
  HubSettlement,
  Invitation,
  Invited,
  LinkBlock,
  LinkPolicy,
  LogStep,
  Marketplace,
  MediaAccount,
  MediaPayout,
  MerchantCode,
  Money,
  MoneyFlows,
  NewOpening,
  Notification,
  OnboardingTerms,
  Opening,
  OpeningStep,
  Openness,
  Order,
  OrderFlows,
  Passkey,
  PasskeyAdded,
  PayerCodeRule,
  Payment,
  Pending,
  PrerequisiteStands,
  Proposal,
  Reach,
  Reached,
  ReconciliationBreak,
  ReconciliationRun,
  Refund,
  SavedView,
  ScreenAppeal,
  ScreenedPost,
  Session,
  SignedOut,
  Stage,
  Store,
  TagWords,
  TeamMember,
  TimelineEntry,
  Transfer,
  Unread,
  Wallet,
  WalletAccount,
  WalletHealth,
  WalletState,
  WaysIn,
  WebhookDelivery,
  WebhookEndpoint,
  WhatIf,
  Who,
  Withdrawal,
  Words,
} from "../../../sdk/api.ts";

/** A page of a list that goes by cursors. */
export type List<T> = { data: T[]; next_cursor: string | null };

export type ListName = SavedView["list"];

export type Place = Who["place"];
export type Role = Place["role"];
export type Scope = Who["scopes"][number];

export type OpeningState = Opening["state"];
export type Caps = Opening["caps"];
export type Guard = Opening["guards"][number];
export type Prerequisite = Opening["requires"][number];
export type Trial = DryRun["trials"][number];

export type FlowItem = OrderFlows["items"][number];
export type Flow = FlowItem["flow"];
