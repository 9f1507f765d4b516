import assert from "node:assert/strict";
import { test } from "node:test";
import type { Price, Quantity } from "./decimal";
import { averagePrice, walk } from "./walk";

const levels = [[100n, 5n], [110n, 10n]] as [Price, Quantity][];

test("a quantity is taken from the best levels", () => {
  const found = walk(levels, { wanted: 7n, kind: "base" });
  assert.deepEqual(found, { quantity: 7n, notional: 720n, levels: 2, worst: 110n, isShort: false });
  assert.equal(found === null ? null : averagePrice(found), 102n);
  assert.equal(walk(levels, { wanted: 16n, kind: "base" })?.isShort, true);
});

test("a budget buys whole units only", () => {
  const found = walk(levels, { wanted: 750n, kind: "quote" });
  assert.deepEqual(found, { quantity: 7n, notional: 720n, levels: 2, worst: 110n, isShort: false });
  assert.equal(walk(levels, { wanted: 100_000n, kind: "quote" })?.isShort, true);
  assert.equal(walk([], { wanted: 1n, kind: "base" }), null);
});
