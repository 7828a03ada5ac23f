import type { Lists } from "#lists";

/** What this room needs of whoever keeps views of lists and files made of them. */
export type ListsDoor = Omit<Lists, "write" | "expire">;
