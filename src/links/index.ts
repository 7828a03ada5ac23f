export { makeShareCode, readShareCode, type ShareHash, shownShareCode } from "./share-code.ts";
export { findShareCodes } from "./share-text.ts";
