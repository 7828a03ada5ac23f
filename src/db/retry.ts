/** The only retry loop of the house. Who calls it says why a repeat is harmless. */
export type RetryRules = { attemptsMax: number; safeBecause: string; again: (fault: unknown) => boolean };

export async function retry<T>(rules: RetryRules, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (fault) {
      if (attempt >= rules.attemptsMax || !rules.again(fault)) throw fault;
    }
  }
}
