import type { AcceptanceRoom, Decided, NewAcceptanceChange } from "../index.ts";

/** What one person proposes and another approves in the same breath; where the room refuses it, its fault. */
export async function agree(
  room: Pick<AcceptanceRoom, "propose" | "decide">,
  change: NewAcceptanceChange,
): Promise<Decided> {
  const made = await room.propose(change, { proposer: "per_1", why: "as agreed" });
  if (!made.ok) return made;
  return await room.decide(made.value.id, {
    approve: true,
    why: "read it",
    by: "per_2",
    may: async () => ({ ok: true }),
  });
}
