import assert from "node:assert/strict";
import { test } from "node:test";
import type { Amount, Price, Quantity } from "./decimal";
import { faultOfNotional, faultOfPrice, faultOfQuantity, marketOf, notionalOf, showNotional } from "./market";

const market = marketOf({
  symbol: "BTCUSDT", status: "TRADING", baseAsset: "BTC", quoteAsset: "USDT", quotePrecision: 8,
  orderTypes: ["LIMIT", "MARKET"],
  filters: [
    { filterType: "PRICE_FILTER", minPrice: "0.01000000", maxPrice: "1000000.00000000", tickSize: "0.01000000" },
    { filterType: "LOT_SIZE", minQty: "0.00001000", maxQty: "9000.00000000", stepSize: "0.00001000" },
    { filterType: "MARKET_LOT_SIZE", minQty: "0.00000000", maxQty: "120.00000000", stepSize: "0.00001000" },
    { filterType: "NOTIONAL", minNotional: "5.00000000" },
  ],
});

test("filters speak before the order is sent", () => {
  assert.equal(faultOfPrice(market, "60000.01"), null);
  assert.match(faultOfPrice(market, "60000.001") ?? "", /tick 0\.01/);
  assert.match(faultOfPrice(market, "1000000.01") ?? "", /PRICE_FILTER/);
  assert.equal(faultOfQuantity(market, "0.00001", "limit"), null);
  assert.match(faultOfQuantity(market, "0.000001", "limit") ?? "", /step 0\.00001/);
  assert.match(faultOfQuantity(market, "0", "limit") ?? "", /at least/);
  assert.match(faultOfQuantity(market, "121", "market") ?? "", /at most/);
  assert.equal(faultOfQuantity(market, "121", "limit"), null);
});

test("a notional is exact", () => {
  const notional = notionalOf({ price: 5_989_465n as Price, quantity: 4_169n as Quantity });
  assert.equal(showNotional(market, notional), "2497.0079585");
  assert.equal(faultOfNotional(market, notional), null);
  assert.match(faultOfNotional(market, 1n as Amount) ?? "", /at least 5\.00 USDT/);
});
