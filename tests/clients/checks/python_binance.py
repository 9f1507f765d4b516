"""python-binance as the printed program sets it up: AsyncClient, WebSocket API, sockets, book."""

import asyncio
from decimal import Decimal

import snippet  # first: with TLS it sets what the libraries of binance read when they are loaded

import binance
from expectations import balances_after, free_balances

SYMBOL = "BTCUSDT"


async def expect_refusal(code, call):
    try:
        answer = await call
    except binance.BinanceAPIException as error:
        assert error.code == code, error
    else:
        raise AssertionError(f"accepted: {answer}")


async def check_markets(client):
    info = await client.get_symbol_info(SYMBOL)
    assert info["status"] == "TRADING" and info["filters"], info
    book = await client.get_order_book(symbol=SYMBOL, limit=5)
    assert len(book["bids"]) == len(book["asks"]) == 5, book
    candles = await client.get_klines(symbol=SYMBOL, interval="5m", limit=12)
    assert [b[0] - a[0] for a, b in zip(candles, candles[1:])] == [300_000] * 11, candles


async def check_balances(client):
    for send, order in (
        (client.create_order, {"side": "BUY", "quoteOrderQty": "250"}),
        (client.create_order, {"side": "SELL", "quantity": "0.00321"}),
        (client.ws_create_order, {"side": "BUY", "quantity": "0.00321"}),
    ):
        before = free_balances(await client.get_account())
        answer = await send(symbol=SYMBOL, type="MARKET", newOrderRespType="FULL", **order)
        assert free_balances(await client.get_account()) == balances_after(before, answer), answer


async def check_resting_orders(client):
    before = await client.get_asset_balance("USDT")
    maker = {"symbol": SYMBOL, "side": "BUY", "type": "LIMIT_MAKER", "quantity": "0.00123"}
    order = await client.create_order(**maker, price="40000.01")
    held = await client.get_asset_balance("USDT")
    assert Decimal(held["locked"]) - Decimal(before["locked"]) == Decimal("49.2000123"), held
    assert [o["orderId"] for o in await client.get_open_orders(symbol=SYMBOL)] == [order["orderId"]]
    await client.cancel_order(symbol=SYMBOL, orderId=order["orderId"])
    assert await client.get_asset_balance("USDT") == before
    await expect_refusal(-2010, client.create_order(**maker, price="90000"))
    await expect_refusal(-2011, client.cancel_order(symbol=SYMBOL, orderId=order["orderId"]))


async def check_hidden_and_waiting_orders(client):
    """The book shows a part of an iceberg, and nothing of a stop order."""
    order = {"symbol": SYMBOL, "side": "BUY", "timeInForce": "GTC", "quantity": "0.003"}
    iceberg = await client.create_order(**order, type="LIMIT", price="40000.02", icebergQty="0.001")
    assert iceberg["icebergQty"] == "0.00100000", iceberg
    stop = {"type": "STOP_LOSS_LIMIT", "stopPrice": "95000", "newOrderRespType": "RESULT"}
    waiting = await client.create_order(**order, **stop, price="40000.03")
    assert waiting["stopPrice"] == "95000.00000000", waiting
    book = await client.get_order_book(symbol=SYMBOL, limit=5000)
    shown = [bid for bid in book["bids"] if bid[0].startswith("40000.0")]
    assert shown == [["40000.02000000", "0.00100000"]], shown
    for placed in (iceberg, waiting):
        await client.cancel_order(symbol=SYMBOL, orderId=placed["orderId"])


async def check_user_data(client):
    async with binance.BinanceSocketManager(client).user_socket() as events:
        order = await client.order_limit_buy(symbol=SYMBOL, quantity="0.001", price="40000")
        await client.cancel_order(symbol=SYMBOL, orderId=order["orderId"])
        received = [await events.recv() for _ in range(4)]
    reports = [event for event in received if event["e"] == "executionReport"]
    assert [(r["i"], r["x"]) for r in reports] == [
        (order["orderId"], "NEW"),
        (order["orderId"], "CANCELED"),
    ], received
    assert [event["e"] for event in received if event not in reports] == ["outboundAccountPosition"] * 2


async def check_book(client):
    """The book that the client keeps from ten updates is the snapshot of the next both have seen."""
    books = binance.DepthCacheManager(client, SYMBOL, limit=5000, conv_type=Decimal, ws_interval=100)
    async with books:
        for _ in range(10):
            book = await books.recv()
        while True:
            snapshot = await client.get_order_book(symbol=SYMBOL, limit=5000)
            while books._last_update_id < snapshot["lastUpdateId"]:
                book = await books.recv()
            if books._last_update_id == snapshot["lastUpdateId"]:
                break
        for kept, side in ((book.get_bids(), "bids"), (book.get_asks(), "asks")):
            assert kept == [[Decimal(p), Decimal(q)] for p, q in snapshot[side]], (kept, snapshot)


async def main():
    client = await binance.AsyncClient.create(snippet.API_KEY, snippet.SECRET)
    try:
        for check in (
            check_markets,
            check_balances,
            check_resting_orders,
            check_hidden_and_waiting_orders,
            check_user_data,
            check_book,
        ):
            await check(client)
            print(check.__name__)
    finally:
        await client.close_connection()


asyncio.run(main())
