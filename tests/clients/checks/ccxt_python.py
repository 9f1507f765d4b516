"""ccxt for Python as the printed program sets it up: REST, WebSocket API, streams."""

import asyncio

import ccxt.pro as ccxt
import snippet
from expectations import balances_after, free_balances

SYMBOL = "BTC/USDT"


async def expect_refusal(kind, call):
    try:
        answer = await call
    except kind:
        return
    raise AssertionError(f"accepted: {answer}")


async def check_markets(exchange):
    market = (await exchange.load_markets())[SYMBOL]
    assert market["active"] and market["precision"] == {**market["precision"], "amount": 1e-5, "price": 0.01}
    book = await exchange.fetch_order_book(SYMBOL, 5)
    assert len(book["bids"]) == len(book["asks"]) == 5, book
    candles = await exchange.fetch_ohlcv(SYMBOL, "5m", limit=12)
    assert [b[0] - a[0] for a, b in zip(candles, candles[1:])] == [300_000] * 11, candles


async def check_balances(exchange):
    async def balances():
        return free_balances((await exchange.fetch_balance())["info"])

    for send, side, amount in (
        (exchange.create_order, "buy", 0.00321),
        (exchange.create_order, "sell", 0.00123),
        (exchange.create_order_ws, "buy", 0.00456),
    ):
        before = await balances()
        order = await send(SYMBOL, "market", side, amount, None, {"newOrderRespType": "FULL"})
        assert order["status"] == "closed" and order["filled"] == amount, order
        assert await balances() == balances_after(before, order["info"]), order


async def check_resting_orders(exchange):
    before = (await exchange.fetch_balance())["USDT"]
    maker = (SYMBOL, "limit", "buy", 0.00123)
    order = await exchange.create_order(*maker, 40000.01, {"postOnly": True})
    assert (await exchange.fetch_balance())["USDT"]["used"] == 49.2000123
    assert [o["id"] for o in await exchange.fetch_open_orders(SYMBOL)] == [order["id"]]
    await exchange.cancel_order(order["id"], SYMBOL)
    assert (await exchange.fetch_balance())["USDT"] == before
    refused = exchange.create_order(*maker, 90000, {"postOnly": True})
    await expect_refusal(ccxt.OrderImmediatelyFillable, refused)
    await expect_refusal(ccxt.OrderNotFound, exchange.cancel_order(order["id"], SYMBOL))


async def check_user_data(exchange):
    async def canceled():
        while True:
            for order in await exchange.watch_orders(SYMBOL):
                if order["status"] == "canceled":
                    return order

    await exchange.authenticate({"type": "spot"})
    # ccxt fails at an event that comes before it watches.
    watched = asyncio.create_task(canceled())
    await asyncio.sleep(0)
    order = await exchange.create_order(SYMBOL, "limit", "buy", 0.001, 40000)
    await exchange.cancel_order_ws(order["id"], SYMBOL)
    event = await watched
    assert [event[name] for name in ("id", "price", "amount", "filled")] == [order["id"], 40000, 0.001, 0]


async def check_streams(exchange):
    """A balance that is pushed is the one that is asked for; trades on the tape go on without holes."""
    pushed = asyncio.create_task(exchange.watch_balance())
    await asyncio.sleep(0)
    await exchange.create_order(SYMBOL, "market", "buy", 0.00123)
    assert (await pushed)["USDT"] == (await exchange.fetch_balance())["USDT"]
    trades = []
    while len(trades) < 3:
        trades += await exchange.watch_trades(SYMBOL)
    ids = sorted({int(trade["id"]) for trade in trades})
    assert ids == list(range(ids[0], ids[-1] + 1)), ids


async def check_book(exchange):
    """The book that the client keeps from ten updates is the snapshot of the next both have seen."""
    for _ in range(10):
        book = await exchange.watch_order_book(SYMBOL)
    while True:
        snapshot = await exchange.fetch_order_book(SYMBOL, 1000)
        while book["nonce"] < snapshot["nonce"]:
            book = await exchange.watch_order_book(SYMBOL)
        if book["nonce"] == snapshot["nonce"]:
            break
    for side in ("bids", "asks"):
        assert [list(level) for level in book[side]] == snapshot[side], (book, snapshot)


async def main():
    exchange = snippet.connect()
    try:
        for check in (check_markets, check_balances, check_resting_orders, check_user_data, check_streams, check_book):
            await check(exchange)
            print(check.__name__)
    finally:
        await exchange.close()


asyncio.run(main())
