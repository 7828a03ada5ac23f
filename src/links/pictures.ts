import { Worker } from "node:worker_threads";
import type { PictureAnswer } from "./read-picture.ts";

/** Pictures are decoded away from the server's own thread: a large one takes tenths of a second. */
const patienceMs = 5000;

/** What the QR codes in a PNG or JPEG hold, or why it could not be read. A picture that takes too long is given up. */
export function codesInPicture(content: Buffer): Promise<PictureAnswer> {
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
