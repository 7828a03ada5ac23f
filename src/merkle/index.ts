export { isGrown, proofOfGrowth } from "./growth.ts";
export { type Inclusion, isIncluded, leafHash, proofOf, rootOf, type Tree, treeOf, treeOfHashes } from "./merkle.ts";
export { addToPeaks, rootOfPeaks } from "./peaks.ts";
