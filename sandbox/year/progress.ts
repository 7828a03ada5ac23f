/** What each part takes of the whole, in thousandths: processor time as measured; they come to a thousand. */
export const weights = {
  stores: 80,
  openings: 5,
  joining: 10,
  orders: 535,
  "releases and due": 170,
  desks: 70,
  scenes: 105,
  due: 5,
  events: 5,
  followers: 15,
} as const;

export type Part = keyof typeof weights;
type Tell = (done: number, of: number) => void;

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
