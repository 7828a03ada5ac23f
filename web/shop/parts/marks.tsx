/** Small drawings of the shop's pages; words beside them or labels around them say the same. */
export function Plus() {
  return (
    <svg viewBox="0 0 24 24" width="20" height="20" class="icon" aria-hidden="true">
      <path d="M12 5v14M5 12h14" />
    </svg>
  );
}

export function Cross() {
  return (
    <svg viewBox="0 0 24 24" width="18" height="18" class="icon" aria-hidden="true">
      <path d="m6 6 12 12M18 6 6 18" />
    </svg>
  );
}

/** Paid: a seal with a tick. */
export function Tick() {
  return (
    <svg viewBox="0 0 64 64" width="64" height="64" class="tick" aria-hidden="true">
      <rect x="3" y="3" width="58" height="58" rx="13" />
      <path d="m19 33 9 9 18-19" />
    </svg>
  );
}

/** Nothing yet: an empty basket on a table. */
export function EmptyBasket() {
  return (
    <svg viewBox="0 0 200 140" width="200" height="140" class="empty-basket" aria-hidden="true">
      <path class="table" d="M10 118h180" />
      <path class="cane" d="M52 62h96l-11 48a8 8 0 0 1-8 6H71a8 8 0 0 1-8-6Z" />
      <path class="weave" d="M57 80h86M61 96h78M76 64l4 50M100 64v50M124 64l-4 50" />
      <path class="handle" d="M66 60c0-46 68-46 68 0" />
    </svg>
  );
}

/** The sign of the bazaar: a gate under a roof. */
export function Gate() {
  return (
    <svg viewBox="0 0 48 48" width="38" height="38" class="gate" aria-hidden="true">
      <rect width="48" height="48" rx="11" />
      <path d="M7 19c8-1 13-4 17-9 4 5 9 8 17 9M12 19v20M36 19v20M19 39V29a5 5 0 0 1 10 0v10" />
    </svg>
  );
}
