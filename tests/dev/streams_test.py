"""Market streams and user data, as a bot consumes them."""

import time
import urllib.parse

from api_client import ApiClient, Hmac, now_ms
from dev_process import DevTest
from web_socket import WebSocket

# Of the payloads that are events: what clients read.
FIELDS = {
    "trade": set("eEstpqTmM"),
    "aggTrade": set("eEsapqflTmM"),
    "kline": set("eEsk"),
    "24hrTicker": set("eEspPwxcQbBaAohlvqOCFLn"),
    "24hrMiniTicker": set("eEscohlvq"),
    "depthUpdate": set("eEsUuba"),
}
NAMES = ("trade", "aggTrade", "kline_1s", "ticker", "miniTicker", "depth@100ms", "bookTicker")


class LocalBook:
    """The book of a client that follows the documented procedure."""

    def __init__(self, snapshot):
        self.update_id = snapshot["lastUpdateId"]
        self.sides = {"b": dict(snapshot["bids"]), "a": dict(snapshot["asks"])}

    def apply(self, event):
        """False: a gap."""
        if event["u"] <= self.update_id:
            return True
        if event["U"] > self.update_id + 1:
            return False
        for name, side in self.sides.items():
            for price, quantity in event[name]:
                if float(quantity) == 0:
                    side.pop(price, None)
                else:
                    side[price] = quantity
        self.update_id = event["u"]
        return True


class StreamsTest(DevTest):
    def connect(self, target, **options):
        stream = WebSocket(self.dev.port, target, **options)
        self.addCleanup(stream.close)
        return stream

    def test_events_of_every_kind(self):
        names = ["btcusdt@" + name for name in NAMES]
        stream = self.connect("/stream?streams=" + urllib.parse.quote("/".join(names)))
        first = {}
        deadline = time.monotonic() + 10
        while len(first) < len(names) and time.monotonic() < deadline:
            message = stream.receive()
            self.assertEqual(set(message), {"stream", "data"})
            first.setdefault(message["stream"], message["data"])
        self.assertEqual(set(first), set(names))
        book_ticker = first.pop("btcusdt@bookTicker")
        self.assertEqual(set(book_ticker), set("usbBaA"))
        for data in first.values():
            self.assertLessEqual(FIELDS[data["e"]], set(data), data)
            self.assertEqual(data["s"], "BTCUSDT")

    def test_raw_stream_and_requests(self):
        stream = self.connect("/ws")
        stream.send({"method": "SUBSCRIBE", "params": ["ethusdt@bookTicker"], "id": 7})
        self.assertEqual(stream.receive(), {"result": None, "id": 7})
        self.assertEqual(stream.receive()["s"], "ETHUSDT")
        stream.send({"method": "LIST_SUBSCRIPTIONS", "id": "x"})
        answer = stream.receive_until(lambda message: "id" in message)[-1]
        self.assertEqual(answer, {"result": ["ethusdt@bookTicker"], "id": "x"})
        self.assertEqual(self.connect("/ws/ethusdt@depth5").receive().keys(), {"lastUpdateId", "bids", "asks"})

    def test_book_from_differences_is_the_snapshot(self):
        client = ApiClient(self.dev.port)
        self.addCleanup(client.close)
        stream = self.connect("/ws/btcusdt@depth@100ms")
        first = stream.receive()
        book = LocalBook(client.get("depth", symbol="BTCUSDT", limit=5000))
        self.assertLessEqual(first["U"], book.update_id + 1)
        self.assertTrue(book.apply(first))
        last = first["u"]
        end = time.monotonic() + 10
        while time.monotonic() < end:
            event = stream.receive()
            self.assertEqual(event["U"], last + 1, "ids have no holes")
            last = event["u"]
            self.assertTrue(book.apply(event))
        # The market goes on: a snapshot that names the update where an event ended is comparable.
        for _ in range(200):
            snapshot = client.get("depth", symbol="BTCUSDT", limit=5000)
            while book.update_id < snapshot["lastUpdateId"]:
                self.assertTrue(book.apply(stream.receive()))
            if book.update_id == snapshot["lastUpdateId"]:
                break
        self.assertEqual(book.update_id, snapshot["lastUpdateId"])
        self.assertEqual(book.sides, LocalBook(snapshot).sides)

    def test_does_not_accept_a_gap(self):
        book = LocalBook({"lastUpdateId": 5, "bids": [], "asks": []})
        self.assertFalse(book.apply({"U": 7, "u": 7, "b": [["1", "1"]], "a": []}))


class UserDataTest(DevTest):
    options = ("--market", "none")

    def setUp(self):
        keys = self.dev.keys()
        self.alice, self.bob = (
            ApiClient(self.dev.port, Hmac(keys[name])) for name in ("alice", "bob")
        )
        self.addCleanup(self.alice.close)
        self.addCleanup(self.bob.close)
        self.stream = WebSocket(self.dev.port, "/ws-api/v3")
        self.addCleanup(self.stream.close)
        signer = Hmac(keys["alice"])
        parameters = {"apiKey": signer.api_key, "timestamp": now_ms()}
        text = "&".join(f"{name}={value}" for name, value in sorted(parameters.items()))
        parameters["signature"] = signer.sign(text)
        method = "userDataStream.subscribe.signature"
        self.stream.send({"id": "1", "method": method, "params": parameters})
        answer = self.stream.receive()
        self.assertEqual((answer["id"], answer["status"]), ("1", 200), answer)
        self.subscription = answer["result"]["subscriptionId"]

    def events(self, count):
        messages = [self.stream.receive() for _ in range(count)]
        for message in messages:
            self.assertEqual(message["subscriptionId"], self.subscription)
        return [message["event"] for message in messages]

    def test_a_trade_and_a_cancel(self):
        self.alice.limit("BTCUSDT", "SELL", "1", "60000", newClientOrderId="s1")
        report, position = self.events(2)
        self.assertEqual((report["e"], report["x"], report["X"]), ("executionReport", "NEW", "NEW"))
        self.assertEqual((report["c"], report["N"], report["t"]), ("s1", None, -1))
        self.assertEqual(position["e"], "outboundAccountPosition")
        self.assertEqual(position["B"], [{"a": "BTC", "f": "9.00000000", "l": "1.00000000"}])

        self.bob.order("BTCUSDT", "BUY", "MARKET", quantity="0.25")
        report, position = self.events(2)
        self.assertEqual((report["x"], report["X"], report["m"]), ("TRADE", "PARTIALLY_FILLED", True))
        self.assertEqual(
            (report["l"], report["L"], report["z"], report["n"], report["N"]),
            ("0.25000000", "60000.00000000", "0.25000000", "15.00000000", "USDT"),
        )
        self.assertEqual(
            sorted((balance["a"], balance["f"], balance["l"]) for balance in position["B"]),
            [("BTC", "9.00000000", "0.75000000"), ("USDT", "514985.00000000", "0.00000000")],
        )

        self.alice.signed(
            "DELETE", "order", symbol="BTCUSDT", origClientOrderId="s1", newClientOrderId="c1"
        )
        report, position = self.events(2)
        self.assertEqual((report["x"], report["X"]), ("CANCELED", "CANCELED"))
        self.assertEqual((report["c"], report["C"]), ("c1", "s1"))
        self.assertEqual(position["B"], [{"a": "BTC", "f": "9.75000000", "l": "0.00000000"}])
