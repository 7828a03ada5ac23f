/** The only source of the present. Sandbox mode hands in one that can be set. */
export type Clock = { now(): Date };

/** Cryptographic randomness, handed in so that a seed can replay a run. */
export type Random = (bytes: number) => Buffer;
