# pip install python-binance
import asyncio
#@TLS@import os
#@TLS@
#@TLS@os.environ["SSL_CERT_FILE"] = "@CA_FILE@"  # before its libraries are loaded

import binance

binance.AsyncClient.API_URL = "@URL@/api"
binance.AsyncClient.MARGIN_API_URL = "@URL@/sapi"
binance.AsyncClient.WS_API_URL = "@SOCKET_URL@/ws-api/v3"
binance.BinanceSocketManager.STREAM_URL = "@SOCKET_URL@/"

API_KEY = "@API_KEY@"
SECRET = "@SECRET@"


async def main():
    client = await binance.AsyncClient.create(API_KEY, SECRET)
    try:
        print(await client.get_orderbook_ticker(symbol="BTCUSDT"))
        print(await client.get_klines(symbol="BTCUSDT", interval="1m", limit=2))
        print(await client.get_asset_balance("USDT"))
        print(await client.order_market_buy(symbol="BTCUSDT", quoteOrderQty="100"))
        order = await client.order_limit_buy(symbol="BTCUSDT", quantity="0.001", price="40000")
        print(await client.cancel_order(symbol="BTCUSDT", orderId=order["orderId"]))
        sockets = binance.BinanceSocketManager(client)
        async with sockets.depth_socket("BTCUSDT", interval=100) as stream:
            print(await stream.recv())
    finally:
        await client.close_connection()


if __name__ == "__main__":
    asyncio.run(main())
