/** What each part takes of the whole, in thousandths, as measured on two cores that others used too. */
export const weights = {
  stores: 95,
  openings: 5,
  joining: 10,
  orders: 440,
  "releases and due": 180,
  desks: 90,
  scenes: 150,
  due: 3,
  events: 2,
  followers: 25,
} as const;

export type Part = keyof typeof weights;
/** How far a work is. */
export type Tell = (done: number, of: number) => void;

const whole = Object.values(weights).reduce((sum, one) => sum + one, 0);

/** Runs the year's parts, and tells how far the whole is: as each part says itself, and when it ends. */
export function makeProgress({ told, took }: { told: Tell; took?: ((part: string, ms: number) => void) | undefined }) {
  let before = 0;
  return async <T>(part: Part, work: (tell: Tell) => Promise<T>): Promise<T> => {
    const began = performance.now();
    let within = 0;
    const value = await work((done, of) => {
      const share = of > 0 ? Math.min(done / of, 1) * weights[part] : 0;
      // Works that go side by side tell of themselves: the bar never goes back.
      if (share <= within) return;
      within = share;
      told(before + within, whole);
    });
    before += weights[part];
    told(before, whole);
    took?.(part, performance.now() - began);
    return value;
  };
}

/** One teller for works that go side by side, each worth the same: it tells how far all of them are. */
export function together(tell: Tell, works: number): Tell[] {
  const shares = Array.from({ length: works }, () => 0);
  return shares.map((_, n) => (done, of) => {
    shares[n] = of > 0 ? Math.min(done / of, 1) : 0;
    tell(
      shares.reduce((sum, one) => sum + one, 0),
      works,
    );
  });
}
