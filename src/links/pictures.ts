import { Worker } from "node:worker_threads";
import type { PictureAnswer } from "./read-picture.ts";

/** Pictures are decoded away from the server's own thread: a large one takes tenths of a second. */
const patienceMs = 5000;
/** Pictures decoded at once: each takes a core and up to some 200 MB. The others wait for their turn. */
const atOnce = 2;
let running = 0;
const waiting: (() => void)[] = [];

/** What the QR codes in a PNG or JPEG hold, or why it could not be read. A picture that takes too long is given up. */
export async function codesInPicture(content: Buffer): Promise<PictureAnswer> {
  if (running >= atOnce) await new Promise<void>((begin) => waiting.push(begin));
  else running += 1;
  try {
    return await inWorker(content);
  } finally {
    // Whoever waits takes this one's place.
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

function inWorker(content: Buffer): Promise<PictureAnswer> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL("./read-picture-worker.ts", import.meta.url), {
      workerData: content,
      resourceLimits: { maxOldGenerationSizeMb: 256 },
    });
    const timer = setTimeout(() => end({ ok: false, why: "too_slow" }), patienceMs);
    function end(answer: PictureAnswer): void {
      clearTimeout(timer);
      void worker.terminate();
      resolve(answer);
    }
    worker.once("message", (answer: PictureAnswer) => end(answer));
    worker.once("error", () => end({ ok: false, why: "unreadable" }));
  });
}
