// npm install @binance/connector
@TLS@// Run with NODE_EXTRA_CA_CERTS=@CA_FILE@
import connector from "@binance/connector";

export const apiKey = "@API_KEY@";
export const secret = "@SECRET@";
export const client = new connector.Spot(apiKey, secret, { baseURL: "@URL@" });
export const streamURL = "@SOCKET_URL@";

const show = (answer) => console.log(answer.data);
show(await client.bookTicker("BTCUSDT"));
show(await client.klines("BTCUSDT", "1m", { limit: 2 }));
show(await client.account({ omitZeroBalances: true }));
show(await client.newOrder("BTCUSDT", "BUY", "MARKET", { quoteOrderQty: "100" }));
const limit = { timeInForce: "GTC", quantity: "0.001", price: "40000" };
const order = await client.newOrder("BTCUSDT", "BUY", "LIMIT", limit);
show(await client.cancelOrder("BTCUSDT", { orderId: order.data.orderId }));

const stream = new connector.WebsocketStream({
    wsURL: streamURL,
    callbacks: {
        message: (text) => {
            console.log(JSON.parse(text));
            stream.disconnect();
        },
    },
});
stream.subscribe("btcusdt@depth@100ms");
