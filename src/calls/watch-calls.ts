import { isId, type Prefix, withPrefix } from "#db";
import type { Wallet } from "#wallets/protocol";
import type { Recorder } from "./record.ts";
import type { Act, ActName } from "./types.ts";
import { verdictOf } from "./verdict.ts";

/** Which wallet this is, at which account of ours. */
export type Place = { wallet: string; account: string };

type Judged = Parameters<typeof verdictOf>[0];

/** An id of ours as it stood on the wallet's wire; null for what is none. */
export const subjectOf = (prefix: Prefix, wire: string): string | null =>
  isId(wire) ? withPrefix(prefix, wire) : null;

/** The same wallet; what goes over the wire while it is asked about money is gathered under what it is about. */
export function watchCalls(wallet: Wallet, place: Place, recorder: Recorder): Wallet {
  const act = (name: ActName, subject: string | null): Act => {
    return { name, ...place, subject, show: wallet.show, exchanges: [] };
  };
  const acted: Acted = (name, prefix, wireId, call) => (asked) =>
    recorder.during(act(name, subjectOf(prefix, wireId(asked))), () => call(asked), verdictOf);
  const payment = (asked: { paymentId: string }) => asked.paymentId;
  const refund = (asked: { refundId: string }) => asked.refundId;
  const { refundElsewhere } = wallet;
  return {
    ...wallet,
    start: acted("start", "pay", payment, (asked) => wallet.start(asked)),
    ask: acted("ask", "pay", payment, (asked) => wallet.ask(asked)),
    close: acted("close", "pay", payment, (asked) => wallet.close(asked)),
    refund: acted("refund", "ref", refund, (asked) => wallet.refund(asked)),
    askRefund: acted("ask_refund", "ref", refund, (asked) => wallet.askRefund(asked)),
    ...(refundElsewhere && {
      refundElsewhere: (subject, to) =>
        recorder.during(
          act("refund_elsewhere", subjectOf("ref", subject.refundId)),
          () => refundElsewhere(subject, to),
          verdictOf,
        ),
    }),
    ...manyAndTills(wallet, acted),
    ...afterwards(wallet, acted),
  };
}

type Acted = <Asked, Answer extends Judged>(
  name: ActName,
  prefix: Prefix,
  wireId: (asked: NoInfer<Asked>) => string,
  call: (asked: Asked) => Promise<Answer>,
) => (asked: Asked) => Promise<Answer>;

type Part<Name extends keyof Wallet> = Pick<Wallet, Name>;

function manyAndTills(wallet: Wallet, acted: Acted): Part<"combined" | "charge" | "acquiring"> {
  const { combined, charge, acquiring } = wallet;
  const together = (asked: { combinedId: string }) => asked.combinedId;
  const payment = (asked: { paymentId: string }) => asked.paymentId;
  return {
    ...(combined && {
      combined: {
        start: acted("start", "cmb", together, (asked) => combined.start(asked)),
        ask: acted("ask", "cmb", together, (asked) => combined.ask(asked)),
        close: acted("close", "cmb", together, (asked) => combined.close(asked)),
      },
    }),
    ...(charge && {
      charge: {
        charge: acted("charge", "pay", payment, (asked) => charge.charge(asked)),
        ask: acted("ask", "pay", payment, (asked) => charge.ask(asked)),
        reverse: acted("reverse", "pay", payment, (asked) => charge.reverse(asked)),
      },
    }),
    ...(acquiring && {
      acquiring: { accept: acted("accept", "pay", payment, (asked) => acquiring.accept(asked)) },
    }),
  };
}

/** A release is told of at its payment; a share has a number and a page of its own. */
function afterwards(wallet: Wallet, acted: Acted): Part<"release" | "sharing" | "withdrawals"> {
  const { release, sharing, withdrawals } = wallet;
  const payment = (asked: { paymentId: string }) => asked.paymentId;
  const share = (asked: { shareId: string }) => asked.shareId;
  const withdrawal = (asked: { withdrawalId: string }) => asked.withdrawalId;
  return {
    ...(release && {
      release: {
        ...release,
        release: acted("release", "pay", payment, (asked) => release.release(asked)),
        ask: acted("ask_release", "pay", payment, (asked) => release.ask(asked)),
      },
    }),
    ...(sharing && {
      sharing: {
        ...sharing,
        share: acted("share", "shr", share, (asked) => sharing.share(asked)),
        ask: acted("ask_share", "shr", share, (asked) => sharing.ask(asked)),
        takeBack: acted("take_back", "shr", share, (asked) => sharing.takeBack(asked)),
        askReturn: acted("ask_return", "shr", share, (asked) => sharing.askReturn(asked)),
      },
    }),
    ...(withdrawals && {
      withdrawals: {
        ...withdrawals,
        send: acted("withdraw", "wdr", withdrawal, (asked) => withdrawals.send(asked)),
        ask: acted("ask_withdrawal", "wdr", withdrawal, (asked) => withdrawals.ask(asked)),
      },
    }),
  };
}
