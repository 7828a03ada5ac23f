import { randomBytes } from "node:crypto";
import { parentPort } from "node:worker_threads";
import type { Answer, Job } from "./blinder.ts";
import { blindElements, blindIds, loadGroup } from "./group.ts";
import { openSum, sealAmount, sumOf } from "./sealed-amounts.ts";
import { mapSealed, masked, opened, plusSealed, sealUnder, sealZero } from "./together/sealed-zero.ts";

/** A thread of openBlinder(). Its randomness is the machine's own: nothing could be handed in across threads. */
function bytesOf(job: Job): Uint8Array {
  if (job.kind === "ids") return blindIds(job.ids, job.context, job.scalar);
  if (job.kind === "elements") return blindElements(job.elements, job.scalar);
  if (job.kind === "add") return sumOf(job.sealed);
  if (job.kind === "zeros")
    return Buffer.concat(Array.from({ length: job.count }, () => sealZero(job.key, randomBytes)));
  if (job.kind === "under") return Buffer.concat(job.amounts.map((amount) => sealUnder(amount, job.key, randomBytes)));
  if (job.kind === "renew") return mapSealed(job.sealed, (one) => plusSealed(one, sealZero(job.key, randomBytes)));
  if (job.kind === "round")
    return mapSealed(job.sealed, (one) => {
      const hidden = job.masks ? masked(one, randomBytes) : one;
      return job.secret === null ? hidden : opened(hidden, job.secret);
    });
  if (job.kind === "open") return Buffer.from(`${openSum(job.sealed, job.secret, job.from, job.to) ?? ""}`);
  return Buffer.concat(job.amounts.map((amount) => sealAmount(amount, job.secret, randomBytes)));
}

const port = parentPort;
if (port !== null)
  loadGroup().then(
    () =>
      port.on("message", (job: Job) => {
        let answer: Answer;
        try {
          answer = { ok: true, bytes: bytesOf(job) };
        } catch (fault) {
          answer = { ok: false, says: fault instanceof Error ? fault.message : String(fault) };
        }
        port.postMessage(answer);
      }),
    (fault: unknown) => {
      throw fault;
    },
  );
