/**
 * A lane folds what waits: moves of one kind that arrive while a batch is under way go together in the next one. Nobody
 * lingers for company, and one statement is in flight a lane. At most one move per key and batch, so that a batch
 * never moves one thing twice.
 */
export type LaneOptions<Move, Result> = {
  name: string;
  /** 1 to 4 on one PostgreSQL. */
  lanes: number;
  /** Which lane a move takes: its bucket index. The same key must always name the same bucket. */
  bucket: (move: Move) => number;
  key: (move: Move) => string;
  /** One commit for all; answers a result per move, in order. */
  run: (moves: readonly Move[]) => Promise<readonly Result[]>;
  /** True for a result that asks to be tried alone before it is answered (a spend refused among others). */
  aloneAgain?: (result: Result) => boolean;
  batchMax?: number;
};

type Waiting<Move, Result> = {
  move: Move;
  done: (result: Result) => void;
  failed: (fault: unknown) => void;
};

export type Lanes<Move, Result> = {
  submit(move: Move): Promise<Result>;
  /** Resolves when nothing waits and nothing is in flight. */
  idle(): Promise<void>;
  figures(): { batches: number; moves: number };
};

const batchMaxDefault = 128;

/**
 * Callers whose requests came in the same turn of the event loop fold: that turn ends with this. Nobody waits for a
 * timer; where nothing else is to be done it is over at once.
 */
function endOfTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export function makeLanes<Move, Result>(options: LaneOptions<Move, Result>): Lanes<Move, Result> {
  const lanes = Array.from({ length: options.lanes }, () => makeLane(options));
  return {
    submit: (move) => (lanes[options.bucket(move) % lanes.length] as (typeof lanes)[number]).submit(move),
    idle: async () => {
      await Promise.all(lanes.map((lane) => lane.idle()));
    },
    figures: () =>
      lanes.reduce(
        (total, lane) => ({
          batches: total.batches + lane.figures.batches,
          moves: total.moves + lane.figures.moves,
        }),
        { batches: 0, moves: 0 },
      ),
  };
}

type Figures = { batches: number; moves: number };

/** Runs a batch; answers how to tell its callers, so that the next batch can be on its way before they go on. */
function makeRunner<Move, Result>(options: LaneOptions<Move, Result>, figures: Figures) {
  async function runBatch(batch: Waiting<Move, Result>[]): Promise<() => void> {
    figures.batches += 1;
    figures.moves += batch.length;
    let results: readonly Result[];
    try {
      results = await options.run(batch.map((one) => one.move));
      if (results.length !== batch.length) throw new Error(`${options.name} must answer every move.`);
    } catch (fault) {
      // A constraint fired or the connection broke: one bad move must not take the others with it.
      if (batch.length === 1) return () => batch[0]?.failed(fault);
      return await oneByOne(batch);
    }
    const alone = (index: number) => batch.length > 1 && options.aloneAgain?.(results[index] as Result) === true;
    const again = await oneByOne(batch.filter((_, index) => alone(index)));
    return () => {
      batch.forEach((one, index) => {
        if (!alone(index)) one.done(results[index] as Result);
      });
      again();
    };
  }

  async function oneByOne(batch: Waiting<Move, Result>[]): Promise<() => void> {
    const tells: (() => void)[] = [];
    for (const one of batch) tells.push(await runBatch([one]));
    return () => {
      for (const tell of tells) tell();
    };
  }

  return runBatch;
}

function makeLane<Move, Result>(options: LaneOptions<Move, Result>) {
  const batchMax = options.batchMax ?? batchMaxDefault;
  let waiting: Waiting<Move, Result>[] = [];
  let running: Promise<void> | null = null;
  const figures: Figures = { batches: 0, moves: 0 };
  const runBatch = makeRunner(options, figures);

  function takeBatch(): Waiting<Move, Result>[] {
    const keys = new Set<string>();
    const batch: Waiting<Move, Result>[] = [];
    const left: Waiting<Move, Result>[] = [];
    for (const one of waiting) {
      const key = options.key(one.move);
      if (batch.length < batchMax && !keys.has(key)) {
        keys.add(key);
        batch.push(one);
      } else left.push(one);
    }
    waiting = left;
    return batch;
  }

  async function drain(): Promise<void> {
    let tell = (): void => {};
    while (waiting.length > 0) {
      if (waiting.length < batchMax) {
        // There is room for more: those who were just answered, and who comes in this turn of the loop, may come along.
        tell();
        tell = () => {};
        await endOfTurn();
      }
      const underWay = runBatch(takeBatch());
      tell();
      tell = await underWay;
    }
    running = null;
    tell();
  }

  return {
    figures,
    submit(move: Move): Promise<Result> {
      return new Promise<Result>((done, failed) => {
        waiting.push({ move, done, failed });
        running ??= drain();
      });
    },
    idle: async () => {
      while (running !== null) await running;
    },
  };
}
