import { expect, test } from "vitest";
import type { Money } from "#money";
import type { CheckoutView, FriendView, Started } from "#payments";
import type * as page from "../../web/cashier/contract.ts";

/** A view as JSON brings it: money as text, instants as text. */
type Json<T> = T extends Money
  ? { currency: string; minor: string }
  : T extends Date
    ? string
    : T extends object
      ? { [key in keyof T]: Json<T[key]> }
      : T;

test("the shapes that the buyer's page mirrors are those of the house", () => {
  // The compiler is the test: a field that is renamed in the house no longer fits here.
  const checkout = (view: Json<CheckoutView>): page.Bill => view;
  const friend = (view: Json<FriendView>): page.FriendView => view;
  const started = (view: Json<Started>): page.Started => view;
  expect([checkout, friend, started]).toHaveLength(3);
});
