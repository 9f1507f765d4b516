// @binance/spot as the printed program sets it up: REST, WebSocket API, streams, all through TLS.
import assert from "node:assert/strict";
import { balancesAfter, freeBalances, units } from "./expectations.mjs";
import { client } from "./snippet.mjs";

const SYMBOL = "BTCUSDT";
const rest = client.restAPI;
const data = async (answer) => (await answer).data();
const balances = async () => freeBalances(await data(rest.getAccount()));

// The messages of a stream, one for each call of the answer.
function messages(stream) {
    const waiting = [];
    const arrived = [];
    stream.on("message", (message) => {
        arrived.push(message);
        while (waiting.length && arrived.length) waiting.shift()(arrived.shift());
    });
    return () =>
        new Promise((resolve) => {
            if (arrived.length) resolve(arrived.shift());
            else waiting.push(resolve);
        });
}

async function checkMarkets() {
    const info = await data(rest.exchangeInfo({ symbol: SYMBOL }));
    assert.equal(info.symbols[0].status, "TRADING");
    const book = await data(rest.depth({ symbol: SYMBOL, limit: 5 }));
    assert.deepEqual([book.bids.length, book.asks.length], [5, 5]);
    const candles = await data(rest.klines({ symbol: SYMBOL, interval: "5m", limit: 12 }));
    const times = candles.map(([time]) => time - candles[0][0]);
    assert.deepEqual(times, [...Array(12).keys()].map((index) => index * 300_000));
}

async function checkBalances() {
    for (const order of [
        { side: "BUY", quoteOrderQty: 250 },
        { side: "SELL", quantity: 0.00321 },
    ]) {
        const before = await balances();
        const answer = await data(rest.newOrder({ symbol: SYMBOL, type: "MARKET", ...order }));
        assert.deepEqual(await balances(), balancesAfter(before, answer));
    }
}

async function checkRestingOrders() {
    const usdt = async () => (await data(rest.getAccount())).balances.find(({ asset }) => asset === "USDT");
    const before = await usdt();
    const maker = { symbol: SYMBOL, side: "BUY", type: "LIMIT_MAKER", quantity: 0.00123 };
    const { orderId } = await data(rest.newOrder({ ...maker, price: 40000.01 }));
    assert.equal(units((await usdt()).locked) - units(before.locked), units("49.20001230"));
    const open = await data(rest.getOpenOrders({ symbol: SYMBOL }));
    assert.deepEqual(open.map((order) => order.orderId), [orderId]);
    await rest.deleteOrder({ symbol: SYMBOL, orderId });
    assert.deepEqual(await usdt(), before);
    await assert.rejects(rest.newOrder({ ...maker, price: 90000 }), { code: -2010 });
    await assert.rejects(rest.deleteOrder({ symbol: SYMBOL, orderId }), { code: -2011 });
}

async function checkWebSocketApi() {
    const connection = await client.websocketAPI.connect();
    const { stream } = await connection.userDataStreamSubscribeSignature();
    const next = messages(stream);
    const before = await balances();
    const market = { symbol: SYMBOL, side: "BUY", type: "MARKET", quantity: 0.00456, newOrderRespType: "FULL" };
    const { orderId, ...answer } = (await connection.orderPlace(market)).data;
    assert.deepEqual(await balances(), balancesAfter(before, answer));
    const reports = [];
    while (reports.at(-1)?.X !== "FILLED") {
        const event = await next();
        if (event.e === "executionReport") reports.push(event);
    }
    assert.deepEqual([reports[0].i, reports[0].x, reports.length], [orderId, "NEW", 1 + answer.fills.length]);
    const limit = { symbol: SYMBOL, side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: 0.001, price: 40000 };
    const placed = (await connection.orderPlace(limit)).data;
    const canceled = (await connection.orderCancel({ symbol: SYMBOL, orderId: placed.orderId })).data;
    assert.equal(canceled.status, "CANCELED");
    await connection.disconnect();
}

// A book from ten differences is the snapshot of the next update both have seen.
async function checkBook() {
    const connection = await client.websocketStreams.connect();
    const next = messages(connection.diffBookDepth({ symbol: SYMBOL.toLowerCase(), updateSpeed: "100ms" }));
    const snapshot = () => data(rest.depth({ symbol: SYMBOL, limit: 5000 }));
    const first = await next();
    let target = await snapshot();
    let last = target.lastUpdateId;
    const book = { b: new Map(target.bids), a: new Map(target.asks) };
    const apply = (event) => {
        if (event.u <= last) return;
        assert.ok(event.U <= last + 1, `gap: ${last} to ${event.U}`);
        for (const side of ["b", "a"]) {
            for (const [price, quantity] of event[side]) {
                units(quantity) ? book[side].set(price, quantity) : book[side].delete(price);
            }
        }
        last = event.u;
    };
    apply(first);
    for (let count = 0; count < 10; ++count) apply(await next());
    do {
        target = await snapshot();
        while (last < target.lastUpdateId) apply(await next());
    } while (last !== target.lastUpdateId);
    assert.deepEqual(book, { b: new Map(target.bids), a: new Map(target.asks) });
    await connection.disconnect();
}

for (const check of [checkMarkets, checkBalances, checkRestingOrders, checkWebSocketApi, checkBook]) {
    await check();
    console.log(check.name);
}
