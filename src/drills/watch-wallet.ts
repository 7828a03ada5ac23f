import type { Wallet } from "#wallets/protocol";

type Heard = (good: boolean) => void;

/** The same wallet; each call that moves money or asks about it tells whether a proven answer came. */
export function watchWallet(wallet: Wallet, heard: Heard): Wallet {
  const watched = <Asked, Answer extends { kind: string }>(call: (asked: Asked) => Promise<Answer>) => {
    return async (asked: Asked): Promise<Answer> => {
      try {
        const answer = await call(asked);
        heard(answer.kind !== "unknown");
        return answer;
      } catch (fault) {
        heard(false);
        throw fault;
      }
    };
  };
  const { combined } = wallet;
  return {
    ...wallet,
    start: watched((asked) => wallet.start(asked)),
    ask: watched((asked) => wallet.ask(asked)),
    close: watched((asked) => wallet.close(asked)),
    refund: watched((asked) => wallet.refund(asked)),
    askRefund: watched((asked) => wallet.askRefund(asked)),
    ...(combined && { combined: { ...combined, start: watched((asked) => combined.start(asked)) } }),
  };
}
