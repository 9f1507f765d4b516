# pip install ccxt
import asyncio

import ccxt.pro as ccxt


def connect():
    exchange = ccxt.binance(
        {
            "apiKey": "@API_KEY@",
            "secret": "@SECRET@",
#@TLS@            "cafile": "@CA_FILE@",
            "options": {"fetchMarkets": {"types": ["spot"]}},
        }
    )
    exchange.urls["api"] = {
        "public": "@URL@/api/v3",
        "private": "@URL@/api/v3",
        "v1": "@URL@/api/v1",
        "sapi": "@URL@/sapi/v1",
        "ws": {"spot": "@SOCKET_URL@/ws", "ws-api": {"spot": "@SOCKET_URL@/ws-api/v3"}},
    }
    return exchange


async def main():
    exchange = connect()
    try:
        await exchange.load_markets()
        print(await exchange.fetch_order_book("BTC/USDT", 5))
        print(await exchange.fetch_ohlcv("BTC/USDT", "1m", limit=2))
        print((await exchange.fetch_balance())["USDT"])
        print(await exchange.create_order("BTC/USDT", "market", "buy", 0.001))
        order = await exchange.create_order("BTC/USDT", "limit", "buy", 0.001, 40000)
        print(await exchange.cancel_order(order["id"], "BTC/USDT"))
        print((await exchange.watch_order_book("BTC/USDT"))["bids"][0])
    finally:
        await exchange.close()


if __name__ == "__main__":
    asyncio.run(main())
