import assert from "node:assert/strict";
import { test } from "node:test";
import { requestOf, type Draft } from "./order_request";

const DRAFT: Draft = {
  symbol: "BTCUSDT", side: "SELL", type: "LIMIT", timeInForce: "GTC", quoteQuantity: "", quantity: "0.5",
  price: "61000", stopPrice: "59000", stopLimitPrice: "", trailingDelta: "", icebergQuantity: "",
  pendingType: "LIMIT", pendingPrice: "62000",
};
function sent(change: Partial<Draft>): string {
  const { path, fields } = requestOf({ ...DRAFT, ...change });
  const pairs = Object.entries(fields).filter(([name, value]) => value !== undefined && name !== "symbol");
  return `${path.replace("/api/v3/", "")} ${pairs.map((pair) => pair.join("=")).sort().join(" ")}`;
}

const CASES: readonly [Partial<Draft>, string][] = [
  [{}, "order price=61000 quantity=0.5 side=SELL timeInForce=GTC type=LIMIT"],
  [{ icebergQuantity: "0.1" }, "order icebergQty=0.1 price=61000 quantity=0.5 side=SELL timeInForce=GTC type=LIMIT"],
  [{ type: "LIMIT_MAKER" }, "order price=61000 quantity=0.5 side=SELL type=LIMIT_MAKER"],
  [{ type: "MARKET" }, "order quantity=0.5 side=SELL type=MARKET"],
  [{ type: "MARKET", quoteQuantity: "10" }, "order quoteOrderQty=10 side=SELL type=MARKET"],
  [{ type: "STOP_LOSS" }, "order quantity=0.5 side=SELL stopPrice=59000 type=STOP_LOSS"],
  [{ type: "STOP_LOSS", stopPrice: "", trailingDelta: "50" }, "order quantity=0.5 side=SELL trailingDelta=50 type=STOP_LOSS"],
  [{ type: "TAKE_PROFIT_LIMIT" }, "order price=61000 quantity=0.5 side=SELL stopPrice=59000 timeInForce=GTC type=TAKE_PROFIT_LIMIT"],
  [
    { type: "OCO" },
    "orderList/oco abovePrice=61000 aboveType=LIMIT_MAKER belowStopPrice=59000 belowType=STOP_LOSS quantity=0.5 side=SELL",
  ],
  [
    { type: "OCO", side: "BUY", price: "58000", stopPrice: "63000", stopLimitPrice: "63001" },
    "orderList/oco abovePrice=63001 aboveStopPrice=63000 aboveTimeInForce=GTC aboveType=STOP_LOSS_LIMIT" +
      " belowPrice=58000 belowType=LIMIT_MAKER quantity=0.5 side=BUY",
  ],
  [
    { type: "OTO", side: "BUY" },
    "orderList/oto pendingPrice=62000 pendingQuantity=0.5 pendingSide=SELL pendingTimeInForce=GTC pendingType=LIMIT" +
      " workingPrice=61000 workingQuantity=0.5 workingSide=BUY workingTimeInForce=GTC workingType=LIMIT",
  ],
  [
    { type: "OTO", pendingType: "TAKE_PROFIT" },
    "orderList/oto pendingQuantity=0.5 pendingSide=BUY pendingStopPrice=59000 pendingType=TAKE_PROFIT" +
      " workingPrice=61000 workingQuantity=0.5 workingSide=SELL workingTimeInForce=GTC workingType=LIMIT",
  ],
  [
    { type: "OTOCO", side: "BUY" },
    "orderList/otoco pendingAbovePrice=62000 pendingAboveType=LIMIT_MAKER pendingBelowStopPrice=59000" +
      " pendingBelowType=STOP_LOSS pendingQuantity=0.5 pendingSide=SELL workingPrice=61000 workingQuantity=0.5" +
      " workingSide=BUY workingTimeInForce=GTC workingType=LIMIT",
  ],
];

for (const [change, wanted] of CASES) {
  test(`request: ${JSON.stringify(change)}`, () => assert.equal(sent(change), wanted));
}
