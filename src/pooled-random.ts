import { randomBytes } from "node:crypto";
import type { Random } from "#db";

const poolBytes = 4096;
/** What is long is asked for by itself. */
const sliceMax = 64;

/**
 * The machine's cryptographic randomness, drawn a page at a time: a call to the system for each id's fifteen bytes costs
 * more than all else about an id. Every byte is handed out once, and no page is written to again.
 */
export function pooledRandom(draw: Random = randomBytes): Random {
  let page: Buffer = Buffer.alloc(0);
  let at = 0;
  return (bytes) => {
    if (bytes > sliceMax) return draw(bytes);
    if (at + bytes > page.length) {
      page = draw(poolBytes);
      at = 0;
    }
    at += bytes;
    return page.subarray(at - bytes, at);
  };
}
