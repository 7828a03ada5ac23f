import type { NewLicence } from "./types.ts";

/**
 * The two licences that Tencent Games gave to Douyin, as far as they are known: Yuanmeng Star in December 2023, from a
 * named streamer's first show on; King's Glory in January 2024. The exact days are not reported: these are assumed.
 */
export const exampleLicences = [
  {
    work: "yuanmeng_star",
    title: { zh: "元梦之星", en: "Yuanmeng Star" },
    host: "douyin",
    streamer: "first_show",
    scopes: ["stream", "clip"],
    starts_at: new Date("2023-12-15T00:00:00+08:00"),
    ends_at: null,
  },
  {
    work: "kings_glory",
    title: { zh: "王者荣耀", en: "King's Glory" },
    host: "douyin",
    streamer: null,
    scopes: ["stream"],
    starts_at: new Date("2024-01-21T00:00:00+08:00"),
    ends_at: null,
  },
] as const satisfies readonly Omit<NewLicence, "marketplace">[];
