import { makeAllowance } from "./allowance.ts";
import { appealScreen, countAppeals, decideAppeal, getAppeal, listAppeals } from "./appeals.ts";
import { appealBlock, blockHost, decideBlock, getBlock, listBlocks, stepsOfBlock } from "./blocks.ts";
import { checkLink } from "./check-link.ts";
import { makeCounts } from "./counts.ts";
import { askFollow, evidenceFor, followDue, getFollow, listFollows } from "./follows.ts";
import { checkInterface, getGrant, grantInterface, moveGrant, stepsOfGrant } from "./grants.ts";
import type { House } from "./house.ts";
import { leadsOn, makeLink } from "./make-link.ts";
import { addPolicy } from "./policies.ts";
import { makeCodeReader } from "./read-codes.ts";
import { getLink, listLinks } from "./read-links.ts";
import { linkReport } from "./report.ts";
import { linkOfCode, resolveText } from "./resolve.ts";
import { revokeLink } from "./revoke-link.ts";
import { contestable, screenPost } from "./screen.ts";
import { appleAssociation, assetLinks, setLinkSettings } from "./settings.ts";
import { createLinkSnapshot } from "./snapshot.ts";
import type { LinksParts } from "./types.ts";

/** The links' door. Call `refresh` once before serving and then twice a second, so that a cut is felt. */
export function createLinks(parts: LinksParts) {
  const snapshot = createLinkSnapshot(parts.db, parts.walletHosts ?? []);
  const counts = makeCounts(parts.db, parts.clock);
  const house: House = {
    ...parts,
    snapshot,
    counts,
    allowance: makeAllowance(parts.clock),
    readCode: makeCodeReader(parts.db),
  };
  return {
    refresh: snapshot.refresh,
    /** Writes down what was counted; every few seconds. */
    flush: counts.flush,
    makeLink: makeLink.bind(null, house),
    leadsOn: leadsOn.bind(null, house),
    getLink: getLink.bind(null, house),
    listLinks: listLinks.bind(null, house),
    revokeLink: revokeLink.bind(null, house),
    linkOfCode: linkOfCode.bind(null, house),
    resolveText: resolveText.bind(null, house),
    settingsOf: snapshot.settingsOf,
    setLinkSettings: setLinkSettings.bind(null, house),
    assetLinks: () => assetLinks(house),
    appleAssociation: () => appleAssociation(house),
    addPolicy: addPolicy.bind(null, house),
    policiesOf: snapshot.policiesOf,
    checkLink: checkLink.bind(null, house),
    evidenceFor: evidenceFor.bind(null, house),
    askFollow: askFollow.bind(null, house),
    getFollow: getFollow.bind(null, house),
    listFollows: listFollows.bind(null, house),
    /** The worker's: follows what was asked for. */
    followDue: followDue.bind(null, house),
    screenPost: screenPost.bind(null, house),
    blockHost: blockHost.bind(null, house),
    appealBlock: appealBlock.bind(null, house),
    decideBlock: decideBlock.bind(null, house),
    getBlock: getBlock.bind(null, house),
    listBlocks: listBlocks.bind(null, house),
    stepsOfBlock: stepsOfBlock.bind(null, house),
    grantInterface: grantInterface.bind(null, house),
    moveGrant: moveGrant.bind(null, house),
    getGrant: getGrant.bind(null, house),
    grantsOf: snapshot.grantsOf,
    stepsOfGrant: stepsOfGrant.bind(null, house),
    checkInterface: checkInterface.bind(null, house),
    contestable: contestable.bind(null, house),
    appealScreen: appealScreen.bind(null, house),
    decideAppeal: decideAppeal.bind(null, house),
    getAppeal: getAppeal.bind(null, house),
    listAppeals: listAppeals.bind(null, house),
    countAppeals: countAppeals.bind(null, house),
    linkReport: linkReport.bind(null, house),
  };
}

export type Links = ReturnType<typeof createLinks>;
