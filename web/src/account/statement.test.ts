import assert from "node:assert/strict";
import { test } from "node:test";
import { csvOf, isWithin, sumOf, sumsOf, type StatementTrade } from "./statement";

const BUY: StatementTrade = {
  symbol: "BTCUSDT", id: 7, orderId: 3, price: "60000.01000000", qty: "0.20000000", quoteQty: "12000.00200000",
  commission: "0.00014000", commissionAsset: "BTC", time: Date.UTC(2026, 0, 31, 23, 59, 59, 999), isBuyer: true, isMaker: false,
};
const SELL: StatementTrade = {
  ...BUY, id: 8, qty: "0.10000000", quoteQty: "6000.00100000", commission: "6.000001", commissionAsset: "USDT", isBuyer: false, isMaker: true,
};

test("sums are exact where floating point is not", () => {
  assert.equal(sumOf(["0.1", "0.2"]), "0.3");
  assert.equal(sumOf(["9007199254740993.00000001", "0.00000001"]), "9007199254740993.00000002");
  assert.deepEqual(sumsOf([BUY, SELL, BUY]), {
    bought: "0.4", sold: "0.1", paid: "24000.004", received: "6000.001", commissions: [["BTC", "0.00028"], ["USDT", "6.000001"]],
  });
});

test("a period holds its last day to the last millisecond", () => {
  assert.ok(isWithin({ from: "2026-01-01", to: "2026-01-31" }, BUY.time));
  assert.ok(!isWithin({ from: "2026-01-01", to: "2026-01-31" }, BUY.time + 1));
  assert.ok(!isWithin({ from: "2026-02-01", to: "2026-02-02" }, BUY.time));
});

test("CSV carries the venue's texts unchanged", () => {
  assert.deepEqual(csvOf([BUY]).split("\r\n"), [
    "time,symbol,trade,order,side,price,quantity,quote,commission,commission_asset,role",
    "2026-01-31T23:59:59.999Z,BTCUSDT,7,3,BUY,60000.01000000,0.20000000,12000.00200000,0.00014000,BTC,taker",
    "",
  ]);
});
