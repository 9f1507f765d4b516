// npm install ccxt
@TLS@// Run with NODE_EXTRA_CA_CERTS=@CA_FILE@
import ccxt from "ccxt";

export const exchange = new ccxt.pro.binance({
    apiKey: "@API_KEY@",
    secret: "@SECRET@",
    options: { fetchMarkets: { types: ["spot"] } },
});
exchange.urls.api = {
    public: "@URL@/api/v3",
    private: "@URL@/api/v3",
    v1: "@URL@/api/v1",
    sapi: "@URL@/sapi/v1",
    ws: { spot: "@SOCKET_URL@/ws", "ws-api": { spot: "@SOCKET_URL@/ws-api/v3" } },
};

await exchange.loadMarkets();
console.log(await exchange.fetchOrderBook("BTC/USDT", 5));
console.log(await exchange.fetchOHLCV("BTC/USDT", "1m", undefined, 2));
console.log((await exchange.fetchBalance()).USDT);
console.log(await exchange.createOrder("BTC/USDT", "market", "buy", 0.001));
const order = await exchange.createOrder("BTC/USDT", "limit", "buy", 0.001, 40000);
console.log(await exchange.cancelOrder(order.id, "BTC/USDT"));
await exchange.loadHttpProxyAgent(); // allows ws://, which ccxt refuses otherwise
console.log((await exchange.watchOrderBook("BTC/USDT")).bids[0]);
await exchange.close();
