import type { App } from "../app.ts";
import type { HttpParts } from "../parts.ts";
import type { Streams } from "../sse.ts";
import {
  acceptanceChangeRoutes,
  acceptancePairRoutes,
  acceptanceRateRoutes,
  acceptanceRoutes,
  clearingMoves,
  clearingRoutes,
} from "./acceptance.ts";
import { rateCardRoutes, releaseLimitRoutes, statementRoutes } from "./after-release.ts";
import { agreedRateRoutes } from "./agreed-rates.ts";
import { agreementHoldings, agreementMoves, agreementReads, agreementRenewals, agreementRoutes } from "./agreements.ts";
import { alarmRoutes } from "./alarms.ts";
import {
  allianceContractReads,
  allianceContractRoutes,
  allianceDatasetRoutes,
  allianceReads,
  allianceRunMoves,
  allianceRunRoutes,
} from "./alliance.ts";
import { apiKeyMoves, apiKeyRoutes } from "./api-keys.ts";
import { applicationDrafts, applicationMoves } from "./application-changes.ts";
import { applicationReadings, applicationRoutes } from "./applications.ts";
import { approvalRoutes } from "./approvals.ts";
import { auditEntryRoutes, auditRoutes } from "./audit.ts";
import { ballotRoutes, receiptRoutes } from "./ballots.ts";
import { billFileMoves, billFileReads, billFileRoutes, billFileUploads } from "./bill-files.ts";
import { bookRoutes } from "./books.ts";
import { campaignBudgetRoutes, storeCampaignRoutes } from "./campaign-money.ts";
import {
  campaignFigures,
  campaignMoves,
  campaignRoutes,
  clickRoutes,
  jumpRoutes,
  jumpTargetRoutes,
} from "./campaigns.ts";
import { caseMoves, caseRoutes } from "./cases.ts";
import { changesLiveRoutes } from "./changes-live.ts";
import { checkoutLiveRoutes } from "./checkout-live.ts";
import { checkoutMoves, checkoutRoutes } from "./checkouts.ts";
import { codeAppRoutes } from "./code-app.ts";
import { codePageRoutes } from "./code-page.ts";
import { consoleRoutes } from "./console.ts";
import { consultationMoves, consultationRoutes } from "./consultations.ts";
import { contactMoves, contactRoutes } from "./contacts.ts";
import { decisionRoutes } from "./decisions.ts";
import { marketplaceRoutes, merchantRoutes } from "./directory.ts";
import { directoryChanges, walletAccountChanges } from "./directory-changes.ts";
import { disputeAnswers, disputeDecisions, disputeReads, disputeRoutes } from "./disputes.ts";
import { drillRoutes, walletStateRoutes } from "./drills.ts";
import { dryRunRoutes } from "./dry-runs.ts";
import { entryHostRoutes, entryMoves, entryRoutes, entryUseRoutes, identityRoutes } from "./entries.ts";
import { eventRoutes } from "./events.ts";
import { evidenceRoutes } from "./evidence.ts";
import { exportMoves, exportRoutes } from "./exports.ts";
import { findRoutes } from "./find.ts";
import { friendLinkRoutes } from "./friend-links.ts";
import { fundsMoves, fundsRoutes } from "./funds.ts";
import { fundsLists, fundsPictures } from "./funds-desk.ts";
import { guardSeriesRoutes } from "./guard-series.ts";
import { houseRoutes } from "./house.ts";
import { hubChangeRoutes, hubDecisionRoutes, hubParticipantDeeds, hubParticipantRoutes } from "./hub.ts";
import { hubOwnKeyRoutes } from "./hub-own-keys.ts";
import { hubLineRoutes, hubSettlementRoutes } from "./hub-settlements.ts";
import { interfaceMoves, interfaceRoutes } from "./interfaces.ts";
import { keyAddressRoutes } from "./key-addresses.ts";
import { licenceMoves, licenceRoutes, licenceUseRoutes } from "./licences.ts";
import { linkAppealRoutes, linkBlockRoutes } from "./link-blocks.ts";
import { linkFollowRoutes } from "./link-follows.ts";
import { linkPageRoutes } from "./link-pages.ts";
import { linkCheckRoutes, linkPolicyRoutes, linkReportRoutes, linkSettingsRoutes } from "./link-policies.ts";
import { linkMoves, linkResolveRoutes, linkRoutes } from "./links.ts";
import { mediaAccountRoutes, mediaPayoutMoves, mediaPayoutOutcomes, mediaPayoutRoutes } from "./media-payouts.ts";
import { merchantCodePrints, merchantCodeReads, merchantCodeRoutes } from "./merchant-codes.ts";
import { moneyFlowRoutes } from "./money-flows.ts";
import { noticeRoutes } from "./notices.ts";
import { ofrepRoutes } from "./ofrep.ts";
import { onboardingRoutes, onboardingTermsRoutes } from "./onboarding.ts";
import { openingChanges, openingPlans, openingStages, openingWithdrawals } from "./opening-changes.ts";
import { openingHistory, openingMoves, openingRoutes } from "./openings.ts";
import { opennessRoutes } from "./openness.ts";
import { orderMomentRoutes } from "./order-moments.ts";
import { orderRoutes } from "./orders.ts";
import { buyerFigureRoutes, figuresLiveRoutes, oversightRoutes } from "./oversight.ts";
import { ownAccountRoutes, sessionListRoutes } from "./own-account.ts";
import { pageRoutes } from "./pages.ts";
import { passkeyMoves, passkeyRoutes, passkeySignInRoutes } from "./passkeys.ts";
import { payerCodeRuleRoutes } from "./payer-code-rules.ts";
import { paymentMoves, paymentRoutes } from "./payments.ts";
import { proposalDecisions, proposalRoutes } from "./proposals.ts";
import { providerCallbackRoutes, providerRoutes } from "./provider.ts";
import { effectReportRoutes, reachRoutes, whatIfRoutes } from "./reach.ts";
import {
  reconciliationAssignments,
  reconciliationBreak,
  reconciliationDays,
  reconciliationMoves,
  reconciliationRoutes,
} from "./reconciliation.ts";
import { refundLimitChangeRoutes, refundLimitDecisions, refundLimitRoutes } from "./refund-limits.ts";
import { ratingRoutes, refundOnlyRulesRoutes } from "./refund-only-rules.ts";
import { refundProposalMoves, refundProposalRoutes } from "./refund-proposals.ts";
import { refundMoves, refundRoutes } from "./refunds.ts";
import { savedViewMoves, savedViewRoutes } from "./saved-views.ts";
import { screenAppealMoves, screenAppealRoutes } from "./screen-appeals.ts";
import { invitationRoutes, ownSessionRoutes, sessionRoutes } from "./sessions.ts";
import { settlementRoutes, settlementTermsRoutes } from "./settlement.ts";
import { shareReturnRoutes, shareRoutes } from "./shares.ts";
import { shipmentRoutes } from "./shipments.ts";
import { openingStandingLists, openingStandings } from "./standings.ts";
import { activationRoutes, storeRoutes } from "./stores.ts";
import { tagWordRoutes } from "./tag-words.ts";
import { teamMoves, teamRoutes } from "./team.ts";
import { tillPageRoutes } from "./till-page.ts";
import { tillRoutes, tillWithdrawals } from "./till-payments.ts";
import { timelineRoutes } from "./timeline.ts";
import { complaintRoutes, notificationMarks, notificationRoutes, openingRulesRoutes } from "./told.ts";
import { voucherRefunds, voucherRoutes } from "./vouchers.ts";
import { walletCallRoutes } from "./wallet-calls.ts";
import { walletAccountRoutes, walletRoutes } from "./wallets.ts";
import { webhookDeliveryRoutes, webhookEndpointMoves, webhookEndpointRoutes } from "./webhooks.ts";
import { withdrawalRuleRoutes } from "./withdrawal-rules.ts";
import { withdrawalMoves, withdrawalRoutes } from "./withdrawals.ts";

/** In the order in which the documentation shows them. */
const resources = [
  ...[checkoutRoutes, checkoutMoves],
  ...[friendLinkRoutes, paymentRoutes, paymentMoves, refundRoutes, refundMoves, orderRoutes],
  walletCallRoutes,
  ...[refundProposalRoutes, refundProposalMoves, refundLimitRoutes, refundLimitChangeRoutes],
  ...[refundLimitDecisions],
  ...[tillRoutes, tillWithdrawals, payerCodeRuleRoutes, merchantCodeRoutes, merchantCodeReads, merchantCodePrints],
  ...[settlementRoutes, settlementTermsRoutes, withdrawalRoutes, withdrawalMoves],
  ...[shareRoutes, shareReturnRoutes, withdrawalRuleRoutes],
  ...[disputeRoutes, disputeReads, disputeAnswers, disputeDecisions, refundOnlyRulesRoutes, ratingRoutes],
  ...[evidenceRoutes, agreedRateRoutes],
  ...[releaseLimitRoutes, rateCardRoutes, statementRoutes, fundsRoutes, fundsMoves],
  ...[fundsLists, fundsPictures],
  ...[marketplaceRoutes, merchantRoutes, storeRoutes, tagWordRoutes, activationRoutes, directoryChanges],
  ...[onboardingRoutes, onboardingTermsRoutes, applicationRoutes, applicationReadings],
  ...[applicationDrafts, applicationMoves],
  ...[walletRoutes, walletAccountRoutes, walletAccountChanges, apiKeyRoutes, apiKeyMoves, openingRoutes, openingMoves],
  ...[keyAddressRoutes],
  ...[openingHistory, openingChanges, openingPlans, openingStages, openingWithdrawals],
  ...[openingStandings, openingStandingLists],
  ...[openingRulesRoutes, notificationRoutes, notificationMarks, complaintRoutes, timelineRoutes],
  ...[
    consultationRoutes,
    consultationMoves,
    ballotRoutes,
    receiptRoutes,
    decisionRoutes,
    ofrepRoutes,
    dryRunRoutes,
    guardSeriesRoutes,
    orderMomentRoutes,
    buyerFigureRoutes,
    findRoutes,
    moneyFlowRoutes,
    proposalRoutes,
    proposalDecisions,
  ],
  ...[allianceContractRoutes, allianceContractReads, allianceDatasetRoutes, allianceReads],
  ...[allianceRunRoutes, allianceRunMoves],
  ...[reachRoutes, whatIfRoutes, effectReportRoutes],
  ...[hubParticipantRoutes, hubParticipantDeeds, hubChangeRoutes, hubDecisionRoutes],
  ...[hubSettlementRoutes, hubLineRoutes, hubOwnKeyRoutes],
  ...[
    acceptancePairRoutes,
    acceptanceRateRoutes,
    acceptanceRoutes,
    acceptanceChangeRoutes,
    clearingRoutes,
    clearingMoves,
  ],
  ...[
    linkRoutes,
    linkMoves,
    linkResolveRoutes,
    linkSettingsRoutes,
    linkPolicyRoutes,
    linkCheckRoutes,
    linkFollowRoutes,
    linkReportRoutes,
  ],
  ...[linkBlockRoutes, linkAppealRoutes, screenAppealRoutes, screenAppealMoves, interfaceRoutes, interfaceMoves],
  ...[
    agreementRoutes,
    agreementReads,
    agreementHoldings,
    agreementMoves,
    agreementRenewals,
    voucherRoutes,
    voucherRefunds,
  ],
  ...[campaignRoutes, campaignMoves, campaignFigures, clickRoutes, jumpTargetRoutes, jumpRoutes],
  ...[campaignBudgetRoutes, storeCampaignRoutes, mediaAccountRoutes, mediaPayoutRoutes, mediaPayoutMoves],
  ...[mediaPayoutOutcomes],
  ...[entryRoutes, entryMoves, entryHostRoutes, entryUseRoutes, identityRoutes],
  ...[licenceRoutes, licenceMoves, licenceUseRoutes],
  ...[bookRoutes, reconciliationDays, reconciliationRoutes, reconciliationBreak, reconciliationMoves],
  reconciliationAssignments,
  ...[billFileRoutes, billFileReads, billFileMoves, contactRoutes, contactMoves],
  ...[sessionRoutes, invitationRoutes, ownSessionRoutes, sessionListRoutes, ownAccountRoutes, teamRoutes, teamMoves],
  ...[passkeySignInRoutes, passkeyRoutes, passkeyMoves, providerRoutes, providerCallbackRoutes],
  ...[savedViewRoutes, savedViewMoves, exportRoutes, exportMoves],
  ...[oversightRoutes, approvalRoutes, shipmentRoutes, opennessRoutes],
  ...[alarmRoutes, caseRoutes, caseMoves, drillRoutes, walletStateRoutes, auditRoutes, auditEntryRoutes],
  ...[eventRoutes, webhookEndpointRoutes, webhookEndpointMoves, webhookDeliveryRoutes, houseRoutes],
] as const;

export async function addRoutes(app: App, parts: HttpParts, streams: Streams): Promise<void> {
  for (const add of resources) add(app, parts);
  checkoutLiveRoutes(app, parts, streams);
  figuresLiveRoutes(app, parts, streams);
  changesLiveRoutes(app, parts, streams);
  await consoleRoutes(app, parts);
  await noticeRoutes(app, parts);
  await billFileUploads(app, parts);
  await codePageRoutes(app, parts);
  codeAppRoutes(app, parts);
  await tillPageRoutes(app, parts.config.tillDist);
  await linkPageRoutes(app, parts);
  await pageRoutes(app, parts.config.webDist);
}
