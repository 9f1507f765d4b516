"""Answers in SBE are those in JSON: the schema file says where each figure stands in both."""

import json
import struct
from decimal import Decimal

from api_client import ApiClient, Ed25519, Hmac
from dev_process import DevTest
from sbe_decoder import BOURSE, SBE, Schema
from web_socket import WebSocket

SYMBOL = "BTCUSDT"
MICROSECONDS = {"X-MBX-TIME-UNIT": "MICROSECOND"}
IN_SBE = {"Accept": "application/sbe", "X-MBX-SBE": "3:5"}
# What two calls of the same moment tell differently.
MOVING = {"serverTime", "openTime", "closeTime"}


class Mirror:
    """What a message must tell, from the JSON answer, by the attributes of the schema."""

    def __init__(self, schema):
        self._schema = schema

    def of(self, message, answer):
        return self._block(message, answer)

    def _block(self, element, source):
        fields = {}
        for field in element.findall("field"):
            fields[field.get("name")] = self._field(field, source)
        for group in element.findall("group"):
            rows = self._follow(group, source) or []
            fields[group.get("name")] = [self._block(group, row) for row in rows]
        for data in element.findall("data"):
            value = self._follow(data, source)
            if data.get("type") == "message8":
                fields[data.get("name")] = self._filter(value)
            else:
                fields[data.get("name")] = value or ""
        return fields

    def _filter(self, value):
        for message in self._schema.messages.values():
            constant = message.find("field[@presence='constant']")
            if constant is not None and constant.get("valueRef") == "filterType." + value["filterType"]:
                return message.get("name"), self._block(message, value)
        raise ValueError(value)

    @staticmethod
    def _follow(element, source):
        path = element.get(BOURSE + "json", element.get("name"))
        for step in [] if path == "." else path.split("."):
            place = int(step[1:-1]) if step.startswith("[") else step
            if isinstance(source, dict) and place not in source:
                return None
            source = source[place]
        return source

    def _field(self, field, source):
        if field.get("presence") == "constant":
            return field.get("valueRef").split(".")[1]
        kind = field.get("type")
        if kind == "exponent":
            return None  # a matter of SBE alone
        value = self._follow(field, source)
        if value is not None and str(value) == field.get(BOURSE + "none"):
            value = None
        if value is None:
            value = field.get(BOURSE + "absent")
            value = {"True": True, "False": False}.get(value, value)
        if value is None:
            return None
        if kind.startswith("decimal"):
            return Decimal(value)
        if isinstance(value, list):  # a set, in the schema's order
            return [word.get("name") for word in self._schema.types[kind] if word.get("name") in value]
        if kind == "float":
            return struct.unpack("<f", struct.pack("<f", float(value)))[0]
        return value


def without(fields, names):
    """Deep, without those names and without exponents."""
    if isinstance(fields, dict):
        kept = {k: v for k, v in fields.items() if k not in names and not k.lower().endswith("exponent")}
        return {k: without(v, names) for k, v in kept.items()}
    if isinstance(fields, (list, tuple)):
        return [without(value, names) for value in fields]
    return fields


class SbeClient(ApiClient):
    """`send` answers the decoded message of an answer in SBE."""

    schema = Schema("spot_3_5.xml")

    def send(self, method, target, body=None, headers=None):
        self._connection.request(method, target, body, {**IN_SBE, **(headers or {})})
        answer = self._connection.getresponse()
        data = answer.read()
        self.headers = {name.lower(): value for name, value in answer.getheaders()}
        if self.headers["content-type"] != "application/sbe":
            return answer.status, json.loads(data)
        return answer.status, self.schema.decode(data)


class JsonClient(ApiClient):
    def send(self, method, target, body=None, headers=None):
        return super().send(method, target, body, {**MICROSECONDS, **(headers or {})})


class SbeTest(DevTest):
    options = ("--market", "none")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        keys = cls.dev.keys()
        cls.json, cls.sbe = JsonClient(cls.dev.port, Hmac(keys["alice"])), SbeClient(
            cls.dev.port, Hmac(keys["alice"])
        )
        bob = ApiClient(cls.dev.port, Ed25519(keys["bob"]))
        for price, quantity in (("60000.01", "0.5"), ("60001.5", "0.12345")):
            cls.json.limit(SYMBOL, "SELL", quantity, price)
        cls.json.limit(SYMBOL, "BUY", "0.3", "59000")
        cls.json.order(
            SYMBOL, "SELL", "STOP_LOSS_LIMIT", timeInForce="GTC", quantity="0.1", price="50000",
            stopPrice="51000", strategyId=7, strategyType=1000001,
        )  # fmt: skip
        bob.limit(SYMBOL, "BUY", "0.6", "60001.5", newClientOrderId="taker")
        bob.close()
        for client in (cls.json, cls.sbe):
            cls.addClassCleanup(client.close)

    def message(self, name):
        found = [m for m in self.sbe.schema.messages.values() if m.get("name") == name]
        return found[0]

    def assert_same(self, decoded, answer, name=None, moving=()):
        told, fields = decoded
        if name:
            self.assertEqual(told, name)
        mirror = Mirror(self.sbe.schema).of(self.message(told), answer)
        self.assertEqual(without(fields, moving), without(mirror, moving), told)

    def compare(self, name, path, *, signed=False, moving=(), **parameters):
        ask = (lambda c: c.signed("GET", path, **parameters)) if signed else (
            lambda c: c.get(path, **parameters)
        )
        self.assert_same(ask(self.sbe), ask(self.json), name, moving)

    def test_market_data(self):
        one = {"symbol": SYMBOL}
        two = {"symbols": '["BTCUSDT","ETHUSDT"]'}
        self.compare("PingResponse", "ping")
        self.compare("ServerTimeResponse", "time", moving=MOVING)
        self.compare("ExchangeInfoResponse", "exchangeInfo")
        self.compare("DepthResponse", "depth", **one)
        self.compare("DepthResponse", "depth", symbol="ETHBTC")
        self.compare("TradesResponse", "trades", **one)
        self.compare("TradesResponse", "historicalTrades", **one)
        self.compare("AggTradesResponse", "aggTrades", **one)
        self.compare("AggTradesResponse", "aggTrades", symbol="ETHBTC")
        self.compare("KlinesResponse", "klines", interval="1M", **one)
        self.compare("AveragePriceResponse", "avgPrice", **one)
        self.compare("PriceTickerSymbolResponse", "ticker/price", **one)
        self.compare("PriceTickerResponse", "ticker/price")
        self.compare("BookTickerSymbolResponse", "ticker/bookTicker", **one)
        self.compare("BookTickerResponse", "ticker/bookTicker", **two)
        for mini, kind in (("Full", "FULL"), ("Mini", "MINI")):
            for prefix, path in (("Ticker24h", "ticker/24hr"), ("Ticker", "ticker")):
                self.compare(f"{prefix}Symbol{mini}Response", path, moving=MOVING, type=kind, **one)
                self.compare(f"{prefix}{mini}Response", path, moving=MOVING, type=kind, **two)
            self.compare(f"TickerSymbol{mini}Response", "ticker/tradingDay", type=kind, **one)

    def test_account(self):
        one = {"symbol": SYMBOL, "signed": True}
        self.compare("AccountResponse", "account", signed=True, moving=("updateTime",))
        self.compare("AccountTradesResponse", "myTrades", **one)
        self.compare("OrdersResponse", "openOrders", **one)
        self.compare("OrdersResponse", "allOrders", **one)
        self.compare("OrdersResponse", "openOrders", symbol="ETHBTC", signed=True)
        self.compare("AccountOrderRateLimitResponse", "rateLimit/order", signed=True, moving=("numOrders",))
        self.compare("AccountCommissionResponse", "account/commission", **one)
        self.compare("MyFiltersResponse", "myFilters", **one)

    def test_orders(self):
        for kind in ("ACK", "RESULT", "FULL"):
            name, fields = self.sbe.limit(SYMBOL, "BUY", "0.25", "58000.5", newOrderRespType=kind)
            self.assertEqual(name, f"NewOrder{kind.capitalize()}Response")
            number = fields["orderId"]
            queried = self.json.signed("GET", "order", symbol=SYMBOL, orderId=number)
            self.assertEqual(fields["transactTime"], queried["time"])
            if kind != "ACK":
                never = {"stopPrice": None, "icebergQty": None, "fills": [], "preventedMatches": []}
                self.assert_same((name, fields), {**queried, "transactTime": queried["time"], **never})
            self.compare("OrderResponse", "order", symbol=SYMBOL, orderId=number, signed=True)
            canceled = self.sbe.signed("DELETE", "order", symbol=SYMBOL, orderId=number)
            self.assertEqual(canceled[0], "CancelOrderResponse")
            self.assertEqual(canceled[1]["status"], "CANCELED")
            self.assertEqual(canceled[1]["origQty"], Decimal("0.25"))

    def test_fills(self):
        name, fields = self.sbe.order(SYMBOL, "SELL", "MARKET", quantity="0.001", newOrderRespType="FULL",
                                      selfTradePreventionMode="NONE")  # fmt: skip
        self.assertEqual((name, fields["status"]), ("NewOrderFullResponse", "FILLED"))
        trades = self.json.signed("GET", "myTrades", symbol=SYMBOL, orderId=fields["orderId"])
        own = [trade for trade in trades if not trade["isMaker"]]
        expected = [(Decimal(t["price"]), Decimal(t["qty"]), Decimal(t["commission"]), t["id"]) for t in own]
        told = [(f["price"], f["qty"], f["commission"], f["tradeId"]) for f in fields["fills"]]
        self.assertEqual(told, expected)

    def test_errors(self):
        def ask(headers, path="ping"):
            return self.sbe.send("GET", f"/api/v3/{path}", None, headers)

        def error(status, code, answer):
            self.assertEqual((answer[0], answer[1][0]), (status, "ErrorResponse"), answer)
            self.assertEqual(answer[1][1]["code"], code)
            return answer[1][1]["msg"]

        for header in ("", "3", "three:five", "3:5:1"):
            error(400, -1152, ask({"X-MBX-SBE": header}))
        for header in ("1:0", "3:6", "3:1", "2:5"):
            error(400, -1153, ask({"X-MBX-SBE": header}))
        self.assertEqual(error(400, -1121, ask({}, "depth?symbol=NONE")), "Invalid symbol.")
        error(404, -1020, ask({}, "nothing"))
        error(400, -1161, ask({}, "executionRules"))
        both = {"Accept": "application/sbe, application/json"}
        self.assertEqual(ask(both, "executionRules")[0], 200)
        self.assertIsInstance(ask(both, "executionRules")[1], dict)
        self.assertEqual(ask(both)[1][0], "PingResponse")
        error(400, -2010, self.sbe.try_signed("POST", "order", symbol=SYMBOL, side="SELL", type="LIMIT",
                                              timeInForce="GTC", quantity="90", price="60000"))  # fmt: skip

    def test_a_refused_operation_has_no_effect(self):
        before = len(self.json.signed("GET", "allOrders", symbol=SYMBOL))
        status, (name, fields) = self.sbe.try_signed(
            "POST", "order/cancelReplace", symbol=SYMBOL, side="BUY", type="LIMIT", timeInForce="GTC",
            quantity="0.1", price="57000", cancelOrderId=1, cancelReplaceMode="ALLOW_FAILURE",
        )  # fmt: skip
        self.assertEqual((status, name, fields["code"]), (400, "ErrorResponse", -1161))
        self.assertEqual(len(self.json.signed("GET", "allOrders", symbol=SYMBOL)), before)

    def test_an_older_version_is_deprecated(self):
        self.assertEqual(self.sbe.send("GET", "/api/v3/ping", None, {"X-MBX-SBE": "3:4"})[1][0], "PingResponse")
        self.assertIn("x-mbx-sbe-deprecated", self.sbe.headers)
        self.sbe.send("GET", "/api/v3/ping")
        self.assertNotIn("x-mbx-sbe-deprecated", self.sbe.headers)

    def test_web_socket_api(self):
        socket = WebSocket(self.dev.port, "/ws-api/v3?responseFormat=sbe&sbeSchemaId=3&sbeSchemaVersion=5")
        self.addCleanup(socket.close)

        def ask(number, method, **parameters):
            socket.send({"id": number, "method": method, "params": parameters})
            name, envelope = self.sbe.schema.decode(socket.receive_bytes())
            self.assertEqual((name, envelope["id"]), ("WebSocketResponse", str(number or "")))
            return envelope

        depth = ask("d-1", "depth", symbol=SYMBOL)
        self.assertEqual(depth["status"], 200)
        self.assertEqual(depth["rateLimits"][0]["rateLimitType"], "REQUEST_WEIGHT")
        self.assert_same(depth["result"], self.json.get("depth", symbol=SYMBOL), "DepthResponse")
        self.assertEqual(ask(7, "session.status")["result"][0], "WebSocketSessionStatusResponse")
        refused = ask(None, "depth", symbol="NONE", returnRateLimits=False)
        self.assertEqual((refused["status"], refused["rateLimits"]), (400, []))
        self.assertEqual(refused["result"], ("ErrorResponse", {
            "code": -1121, "serverTime": None, "retryAfter": None, "msg": "Invalid symbol.", "data": None,
        }))  # fmt: skip
        self.assertEqual(ask(1, "userDataStream.subscribe")["result"][1]["code"], -1161)
        self.assertEqual(ask(2, "no.such")["result"][1]["code"], -1020)

    def test_web_socket_handshake(self):
        for query in ("responseFormat=xml", "responseFormat=sbe", "responseFormat=sbe&responseFormat=json",
                      "responseFormat=sbe&sbeSchemaId=3&sbeSchemaVersion=9"):  # fmt: skip
            with self.assertRaisesRegex(AssertionError, "HTTP/1.1 400"):
                WebSocket(self.dev.port, "/ws-api/v3?" + query)
