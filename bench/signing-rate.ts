import { constants, generateKeyPairSync, sign } from "node:crypto";

/** RSA-2048 SHA-256 signatures a second that this machine makes with all its cores, through the thread pool. */
export async function signingRate(seconds: number): Promise<number> {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const text = Buffer.from("POST\n/v3/pay/transactions/native\n1700000000\nnonce\n{}\n");
  const until = performance.now() + seconds * 1000;
  let made = 0;
  const once = () =>
    new Promise<void>((resolve, reject) => {
      sign("sha256", text, { key: privateKey, padding: constants.RSA_PKCS1_PADDING }, (fault) =>
        fault ? reject(fault) : resolve(),
      );
    });
  const began = performance.now();
  const runner = async (): Promise<void> => {
    while (performance.now() < until) {
      await once();
      made++;
    }
  };
  await Promise.all(Array.from({ length: 16 }, runner));
  return made / ((performance.now() - began) / 1000);
}
