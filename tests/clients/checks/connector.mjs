// @binance/connector as the printed program sets it up: Spot, WebsocketAPI, WebsocketStream.
import assert from "node:assert/strict";
import connector from "@binance/connector";
import { balancesAfter, freeBalances, units } from "./expectations.mjs";
import { apiKey, client, secret, streamURL } from "./snippet.mjs";

const SYMBOL = "BTCUSDT";
const LIMIT = { timeInForce: "GTC", quantity: "0.001", price: "40000" };

// Messages of a WebSocket client of `Kind`, once it is open, in their order.
async function open(Kind, start, ...keys) {
    const waiting = [];
    const messages = [];
    const deliver = () => {
        while (waiting.length && messages.length) waiting.shift()(messages.shift());
    };
    let socket;
    await new Promise((resolve) => {
        const message = (text) => {
            messages.push(JSON.parse(text));
            deliver();
        };
        socket = new Kind(...keys, { wsURL: streamURL + start.path, callbacks: { open: resolve, message } });
        start.subscribe?.(socket);
    });
    const next = () =>
        new Promise((resolve) => {
            waiting.push(resolve);
            deliver();
        });
    return { socket, next };
}
const openStream = (subscribe) => open(connector.WebsocketStream, { path: "", subscribe });
const balances = async () => freeBalances((await client.account()).data);

async function checkMarkets() {
    const { data: info } = await client.exchangeInfo({ symbol: SYMBOL });
    assert.equal(info.symbols[0].status, "TRADING");
    const { data: book } = await client.depth(SYMBOL, { limit: 5 });
    assert.deepEqual([book.bids.length, book.asks.length], [5, 5]);
    const { data: candles } = await client.klines(SYMBOL, "5m", { limit: 12 });
    const times = candles.map(([time]) => time - candles[0][0]);
    assert.deepEqual(times, [...Array(12).keys()].map((index) => index * 300_000));
}

async function checkBalances() {
    for (const [side, amount] of [
        ["BUY", { quoteOrderQty: "250" }],
        ["SELL", { quantity: "0.00321" }],
    ]) {
        const before = await balances();
        const { data: order } = await client.newOrder(SYMBOL, side, "MARKET", amount);
        assert.deepEqual(await balances(), balancesAfter(before, order));
    }
}

async function checkWebSocketApi() {
    const { socket, next } = await open(connector.WebsocketAPI, { path: "/ws-api/v3" }, apiKey, secret);
    const before = await balances();
    socket.newOrder(SYMBOL, "BUY", "MARKET", { quantity: "0.00456", newOrderRespType: "FULL" });
    const { status, result } = await next();
    assert.equal(status, 200);
    assert.deepEqual(await balances(), balancesAfter(before, result));
    socket.disconnect();
}

async function checkRestingOrders() {
    const usdt = async () => (await client.account()).data.balances.find(({ asset }) => asset === "USDT");
    const before = await usdt();
    const maker = (price) => client.newOrder(SYMBOL, "BUY", "LIMIT_MAKER", { quantity: "0.00123", price });
    const { orderId } = (await maker("40000.01")).data;
    assert.equal(units((await usdt()).locked) - units(before.locked), units("49.20001230"));
    const open = (await client.openOrders({ symbol: SYMBOL })).data;
    assert.deepEqual(open.map((order) => order.orderId), [orderId]);
    await client.cancelOrder(SYMBOL, { orderId });
    assert.deepEqual(await usdt(), before);
    const isRefused = (code) => (error) => error.response.data.code === code;
    await assert.rejects(maker("90000"), isRefused(-2010));
    await assert.rejects(client.cancelOrder(SYMBOL, { orderId }), isRefused(-2011));
}

// The book shows a part of an iceberg, and nothing of a stop order.
async function checkHiddenAndWaitingOrders() {
    const order = { timeInForce: "GTC", quantity: "0.003" };
    const iceberg = { ...order, price: "40000.02", icebergQty: "0.001" };
    const stop = { ...order, price: "40000.03", stopPrice: "95000", newOrderRespType: "RESULT" };
    const placed = [
        (await client.newOrder(SYMBOL, "BUY", "LIMIT", iceberg)).data,
        (await client.newOrder(SYMBOL, "BUY", "STOP_LOSS_LIMIT", stop)).data,
    ];
    assert.equal(placed[0].icebergQty, "0.00100000");
    assert.equal(placed[1].stopPrice, "95000.00000000");
    const { bids } = (await client.depth(SYMBOL, { limit: 5000 })).data;
    const shown = bids.filter(([price]) => price.startsWith("40000.0"));
    assert.deepEqual(shown, [["40000.02000000", "0.00100000"]]);
    for (const { orderId } of placed) await client.cancelOrder(SYMBOL, { orderId });
}

async function checkUserData() {
    const { listenKey } = (await client.createListenKey()).data;
    const { socket, next } = await openStream((stream) => stream.userData(listenKey));
    const { orderId } = (await client.newOrder(SYMBOL, "BUY", "LIMIT", LIMIT)).data;
    await client.cancelOrder(SYMBOL, { orderId });
    const events = [await next(), await next(), await next(), await next()];
    const reports = events.filter(({ e }) => e === "executionReport").map(({ i, x }) => [i, x]);
    assert.deepEqual(reports, [[orderId, "NEW"], [orderId, "CANCELED"]]);
    assert.equal(events.filter(({ e }) => e === "outboundAccountPosition").length, 2);
    socket.disconnect();
}

// A book from ten differences is the snapshot of the next update both have seen.
async function checkBook() {
    const { socket, next } = await openStream((stream) => stream.diffBookDepth(SYMBOL, "100ms"));
    const snapshot = async () => (await client.depth(SYMBOL, { limit: 5000 })).data;
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
    socket.disconnect();
}

for (const check of [
    checkMarkets,
    checkBalances,
    checkWebSocketApi,
    checkRestingOrders,
    checkHiddenAndWaitingOrders,
    checkUserData,
    checkBook,
]) {
    await check();
    console.log(check.name);
}
