import { tighter } from "./caps.ts";
import type { OpeningState } from "./states.ts";
import type { Caps, Stage } from "./types.ts";

/** An opening as decisions read it. Drafts are none. */
export type Programme = {
  id: string;
  version: number;
  capability: string;
  partner: string;
  methods: readonly string[] | null;
  state: Exclude<OpeningState, "draft">;
  effectiveAt: Date | null;
  caps: Caps;
  pilots: readonly Stage[];
  /** None: from the effective instant on everybody is in. */
  stages: readonly Stage[];
  /** Makes a share of stores or buyers stick, and no other opening's share the same. */
  salt: string;
};

/** All openings of one side (a marketplace or a host app) at one version, ready to be asked. */
export type Programmes = {
  marketplace: string;
  /** IANA. */
  timeZone: string;
  version: bigint;
  of(capability: string, partner: string): readonly Programme[];
};

/** The opening's caps hold in each of its stages: worked out once, not at each decision. */
function tightened(programme: Programme): Programme {
  const within = (stages: readonly Stage[]) =>
    stages.map((stage) => ({ ...stage, caps: tighter(programme.caps, stage.caps) }));
  return { ...programme, pilots: within(programme.pilots), stages: within(programme.stages) };
}

const none: readonly Programme[] = [];

export function compile(
  marketplace: string,
  timeZone: string,
  version: bigint,
  programmes: readonly Programme[],
): Programmes {
  const byPartner = new Map<string, Programme[]>();
  for (const programme of programmes) {
    const key = `${programme.capability}/${programme.partner}`;
    byPartner.set(key, [...(byPartner.get(key) ?? []), tightened(programme)]);
  }
  return {
    marketplace,
    timeZone,
    version,
    of: (capability, partner) => byPartner.get(`${capability}/${partner}`) ?? none,
  };
}
