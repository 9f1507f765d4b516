// npm install @binance/spot, which speaks TLS only: start the venue with --tls.
@TLS@// Run with NODE_EXTRA_CA_CERTS=@CA_FILE@
import { Spot } from "@binance/spot";

const apiKey = "@API_KEY@";
const apiSecret = "@SECRET@";
export const client = new Spot({
    configurationRestAPI: { apiKey, apiSecret, basePath: "@URL@" },
    configurationWebsocketAPI: { apiKey, apiSecret, wsURL: "@SOCKET_URL@/ws-api/v3" },
    configurationWebsocketStreams: { wsURL: "@SOCKET_URL@" },
});

const show = async (answer) => console.log(await (await answer).data());
const order = { symbol: "BTCUSDT", side: "BUY", type: "MARKET" };
await show(client.restAPI.tickerBookTicker({ symbol: "BTCUSDT" }));
await show(client.restAPI.klines({ symbol: "BTCUSDT", interval: "1m", limit: 2 }));
await show(client.restAPI.getAccount({ omitZeroBalances: true }));
await show(client.restAPI.newOrder({ ...order, quoteOrderQty: 100 }));
const limit = { ...order, type: "LIMIT", timeInForce: "GTC", quantity: 0.001, price: 40000 };
const { orderId } = await (await client.restAPI.newOrder(limit)).data();
await show(client.restAPI.deleteOrder({ symbol: "BTCUSDT", orderId }));

const connection = await client.websocketStreams.connect();
const depth = connection.diffBookDepth({ symbol: "btcusdt", updateSpeed: "100ms" });
console.log(await new Promise((resolve) => depth.on("message", resolve)));
await connection.disconnect();
