import assert from "node:assert/strict";
import { test } from "node:test";
import { Book, groupPrice } from "./book";

const make = () =>
  new Book({ tickDigits: 2, lotDigits: 3 }, {
    lastUpdateId: 10,
    bids: [["100.00000000", "1.000"], ["99.98", "2"], ["99.50", "4"]],
    asks: [["100.02", "3"], ["100.05", "1"]],
  });

test("a diff replaces, adds and removes levels; an old one changes nothing", () => {
  const book = make();
  assert.ok(book.apply({ U: 8, u: 10, b: [["100.00", "0"]], a: [] }));
  assert.equal(book.best("BUY"), 10000n);
  assert.ok(book.apply({ U: 9, u: 12, b: [["100.00", "0"], ["99.99", "5"]], a: [["100.01", "0.5"]] }));
  assert.equal(book.best("BUY"), 9999n);
  assert.equal(book.best("SELL"), 10001n);
});

test("a gap is told", () => {
  assert.equal(make().apply({ U: 12, u: 13, b: [], a: [] }), false);
});

test("rows are summed from the best price, and grouped away from it", () => {
  const book = make();
  assert.deepEqual(book.rows("BUY", 1n, 2).map((row) => [row.price, row.total]), [[10000n, 1000n], [9998n, 3000n]]);
  assert.deepEqual(book.rows("BUY", 100n, 5).map((row) => [row.price, row.quantity]), [[10000n, 1000n], [9900n, 6000n]]);
  assert.deepEqual(book.rows("SELL", 100n, 5).map((row) => [row.price, row.quantity]), [[10100n, 4000n]]);
  assert.equal(groupPrice(10000n, 100n, "SELL"), 10000n);
});

test("a level that is no multiple of the scale is refused", () => {
  assert.throws(() => make().apply({ U: 11, u: 11, b: [["1.001", "1"]], a: [] }));
});
