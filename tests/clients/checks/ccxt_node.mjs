// ccxt for JavaScript as the printed program sets it up: REST, WebSocket API, streams.
import assert from "node:assert/strict";
import ccxt from "ccxt";
import { balancesAfter, freeBalances } from "./expectations.mjs";
import { exchange } from "./snippet.mjs";

const SYMBOL = "BTC/USDT";

async function checkMarkets() {
    const market = exchange.market(SYMBOL);
    assert.deepEqual([market.active, market.precision.amount, market.precision.price], [true, 1e-5, 0.01]);
    const book = await exchange.fetchOrderBook(SYMBOL, 5);
    assert.deepEqual([book.bids.length, book.asks.length], [5, 5]);
    const candles = await exchange.fetchOHLCV(SYMBOL, "5m", undefined, 12);
    const times = candles.map(([time]) => time - candles[0][0]);
    assert.deepEqual(times, [...Array(12).keys()].map((index) => index * 300_000));
}

async function checkBalances() {
    const balances = async () => freeBalances((await exchange.fetchBalance()).info);
    for (const [send, side, amount] of [
        ["createOrder", "buy", 0.00321],
        ["createOrder", "sell", 0.00123],
        ["createOrderWs", "buy", 0.00456],
    ]) {
        const before = await balances();
        const full = { newOrderRespType: "FULL" };
        const order = await exchange[send](SYMBOL, "market", side, amount, undefined, full);
        assert.deepEqual([order.status, order.filled], ["closed", amount]);
        assert.deepEqual(await balances(), balancesAfter(before, order.info));
    }
}

async function checkRestingOrders() {
    const before = (await exchange.fetchBalance()).USDT;
    const place = (price) => exchange.createOrder(SYMBOL, "limit", "buy", 0.00123, price, { postOnly: true });
    const { id } = await place(40000.01);
    assert.equal((await exchange.fetchBalance()).USDT.used, 49.2000123);
    assert.deepEqual((await exchange.fetchOpenOrders(SYMBOL)).map((order) => order.id), [id]);
    await exchange.cancelOrder(id, SYMBOL);
    assert.deepEqual((await exchange.fetchBalance()).USDT, before);
    await assert.rejects(place(90000), ccxt.OrderImmediatelyFillable);
    await assert.rejects(exchange.cancelOrder(id, SYMBOL), ccxt.OrderNotFound);
}

async function checkUserData() {
    const canceled = async () => {
        for (;;) {
            const orders = await exchange.watchOrders(SYMBOL);
            const found = orders.find((order) => order.status === "canceled");
            if (found) return found;
        }
    };
    await exchange.authenticate({ type: "spot" });
    const watched = canceled(); // ccxt fails at an event that comes before it watches
    const { id } = await exchange.createOrder(SYMBOL, "limit", "buy", 0.001, 40000);
    await exchange.cancelOrderWs(id, SYMBOL);
    const event = await watched;
    assert.deepEqual([event.id, event.price, event.amount, event.filled], [id, 40000, 0.001, 0]);
}

// The book that the client keeps from ten updates is the snapshot of the next both have seen.
async function checkBook() {
    const levels = (side) => side.map(([price, quantity]) => [price, quantity]);
    let book;
    for (let count = 0; count < 10; ++count) book = await exchange.watchOrderBook(SYMBOL);
    for (;;) {
        const snapshot = await exchange.fetchOrderBook(SYMBOL, 1000);
        while (book.nonce < snapshot.nonce) book = await exchange.watchOrderBook(SYMBOL);
        if (book.nonce !== snapshot.nonce) continue;
        assert.deepEqual(levels([...book.bids]), snapshot.bids);
        assert.deepEqual(levels([...book.asks]), snapshot.asks);
        return;
    }
}

for (const check of [checkMarkets, checkBalances, checkRestingOrders, checkUserData, checkBook]) {
    await check();
    console.log(check.name);
}
await exchange.close();
