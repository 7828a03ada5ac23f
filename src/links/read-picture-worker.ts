import { parentPort, workerData } from "node:worker_threads";
import { readPicture } from "./read-picture.ts";

parentPort?.postMessage(await readPicture(Buffer.from(workerData as Uint8Array)));
