import { expect, it } from "vitest";
import { keepDelivering } from "./delivery.ts";
import { handTimer } from "./testing/by-hand.ts";

/** Notices that come due at given seconds; deliverDue takes them out and answers when the test says so. */
function fakeWith(hand: ReturnType<typeof handTimer>, dueAt: number[]) {
  const began: number[][] = [];
  const answers: (() => void)[] = [];
  const start = hand.now().getTime();
  return {
    began,
    answers,
    dueAt,
    nextDue: () => (dueAt.length > 0 ? new Date(start + Math.min(...dueAt) * 1000) : null),
    deliverDue() {
      const now = (hand.now().getTime() - start) / 1000;
      const taken = dueAt.filter((at) => at <= now);
      dueAt.splice(0, dueAt.length, ...dueAt.filter((at) => at > now));
      began.push(taken);
      const answer = Promise.withResolvers<number>();
      answers.push(() => answer.resolve(taken.length));
      return answer.promise;
    },
  };
}

function deliver(dueAt: number[]) {
  const hand = handTimer();
  const fake = fakeWith(hand, dueAt);
  const delivery = keepDelivering({ fake, now: hand.now, timer: hand.timer, failed: () => {} });
  return { hand, fake, delivery };
}

it("sends each notice when it comes due, and not before", () => {
  const { hand, fake } = deliver([5, 20]);
  hand.advance(4_999);
  expect(fake.began).toEqual([]);
  hand.advance(1);
  hand.advance(15_000);
  expect(fake.began).toEqual([[5], [20]]);
});

it("begins another round while a merchant lets it wait, and stops only when all rounds have ended", async () => {
  const { hand, fake, delivery } = deliver([0]);
  hand.advance(1);
  fake.dueAt.push(1);
  delivery.poke();
  hand.advance(1_000);
  expect(fake.began).toEqual([[0], [1]]);
  let stopped = false;
  const stopping = delivery.stop().then(() => {
    stopped = true;
  });
  fake.answers[1]?.();
  await Promise.resolve();
  expect(stopped).toBe(false);
  fake.answers[0]?.();
  await stopping;
  fake.dueAt.push(2);
  hand.advance(60_000);
  expect(fake.began).toHaveLength(2);
});

it("looks again by itself, since the sandbox's clock may have been moved", () => {
  const { hand, fake } = deliver([]);
  fake.dueAt.push(0);
  hand.advance(30_000);
  expect(fake.began).toEqual([[0]]);
});
