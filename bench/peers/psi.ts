import psi from "@openmined/psi.js";

/** Its types say that the function is the module's `default`; in Node it is the module itself. */
const load = psi as unknown as typeof psi.default;

/** Members of both sides a second of @openmined/psi.js, half in common; throws on a wrong size of the overlap. */
export async function overlapOfPeer(size: number): Promise<number> {
  const library = await load();
  const half = Math.trunc(size / 2);
  const ours = Array.from({ length: size }, (_, i) => `buyer ${i}`);
  const theirs = Array.from({ length: size }, (_, i) => `buyer ${i + half}`);
  const began = performance.now();
  // Not revealed which they are: how many, as in ours.
  const server = library.server?.createWithNewKey(false);
  const client = library.client?.createWithNewKey(false);
  if (!server || !client) throw new Error("The peer gives no server and client.");
  const setup = server.createSetupMessage(0.001, size, theirs, library.dataStructure.Raw);
  const answer = server.processRequest(client.createRequest(ours));
  const found = client.getIntersectionSize(setup, answer);
  const seconds = (performance.now() - began) / 1000;
  if (found !== size - half) throw new Error(`The peer found ${found} of ${size - half}.`);
  return (2 * size) / seconds;
}
