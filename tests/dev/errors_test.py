"""Refusals: status, code and text, as clients match them."""

from api_client import ApiClient, Hmac, encode, now_ms
from dev_process import DevTest

BUY = "side=BUY&type=LIMIT&timeInForce=GTC"
DECIMAL_RANGE = r"'^([0-9]{1,20})(\.[0-9]{1,20})?$'"

# Parameters of POST order after the symbol → code and text; the status is 400.
ORDERS = [
    (BUY + "&quantity=1&price=60000.001", -1013, "Filter failure: PRICE_FILTER"),
    (BUY + "&quantity=1&price=1000000.01", -1013, "Filter failure: PRICE_FILTER"),
    (BUY + "&quantity=0.000001&price=60000", -1013, "Filter failure: LOT_SIZE"),
    (BUY + "&quantity=9000.00001&price=60000", -1013, "Filter failure: LOT_SIZE"),
    ("side=BUY&type=MARKET&quantity=120.00001", -1013, "Filter failure: MARKET_LOT_SIZE"),
    (BUY + "&quantity=1&price=300000.01", -1013, "Filter failure: PERCENT_PRICE_BY_SIDE"),
    (BUY + "&quantity=0.00008&price=60000", -1013, "Filter failure: NOTIONAL"),
    (BUY + "&quantity=1&price=6e4", -1100, f"Illegal characters found in parameter 'price'; legal range is {DECIMAL_RANGE}."),
    (BUY + "&quantity=1&price=1&price=2", -1101, "Too many parameters; parameter 'price' was sent more than once."),
    (BUY + "&price=60000", -1102, "Mandatory parameter 'quantity' was not sent, was empty/null, or malformed."),
    (BUY + "&quantity=1&price=60000&color=red", -1104, "Not all sent parameters were read; read '8' parameter(s) but was sent '9'."),
    ("side=BUY&type=MARKET&quantity=1&price=1", -1106, "Parameter 'price' sent when not required."),
    (BUY + "&quantity=1&price=0.000000001", -1111, "Parameter 'price' has too much precision."),
    ("side=BUY&type=MARKET&quantity=1&timeInForce=GTC", -1114, "TimeInForce parameter sent when not required."),
    ("side=BUY&type=LIMIT&timeInForce=DAY&quantity=1&price=60000", -1115, "Invalid timeInForce."),
    ("side=BUY&type=LIMITED", -1116, "Invalid orderType."),
    ("side=LONG&type=LIMIT", -1117, "Invalid side."),
    (BUY + "&quantity=10&price=60000", -2010, "Account has insufficient balance for requested action."),
]  # fmt: skip


class ErrorsTest(DevTest):
    options = ("--market", "none")

    def setUp(self):
        self.key = self.dev.keys()["alice"]
        self.client = ApiClient(self.dev.port, Hmac(self.key))
        self.addCleanup(self.client.close)

    def expect(self, answer, status, code, message):
        self.assertEqual(answer, (status, {"code": code, "msg": message}))

    def test_orders(self):
        for parameters, code, message in ORDERS:
            with self.subTest(parameters):
                form = f"symbol=BTCUSDT&{parameters}&timestamp={now_ms()}"
                self.expect(self.client.send_form("POST", "order", form), 400, code, message)
        self.assertEqual(self.client.signed("GET", "openOrders"), [])

    def test_too_many_orders(self):
        for _ in range(200):
            self.client.limit("DEMOUSDT", "BUY", "10", "1")
        answer = self.client.try_signed(
            "POST",
            "order",
            symbol="DEMOUSDT",
            side="BUY",
            type="LIMIT",
            timeInForce="GTC",
            quantity="10",
            price="1",
        )
        self.expect(answer, 400, -1013, "Filter failure: MAX_NUM_ORDERS")
        canceled = self.client.signed("DELETE", "openOrders", symbol="DEMOUSDT")
        self.assertEqual(len(canceled), 200)

    def test_market_data(self):
        for target, code, message in (
            ("depth?symbol=NOPE", -1121, "Invalid symbol."),
            ("depth?symbol=btcusdt", -1100, "Illegal characters found in parameter 'symbol'; legal range is '^[A-Z0-9-_.]{1,20}$'."),
            ("klines?symbol=BTCUSDT&interval=2m", -1120, "Invalid interval."),
            ("depth", -1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed."),
        ):  # fmt: skip
            with self.subTest(target):
                self.expect(self.client.send("GET", "/api/v3/" + target), 400, code, message)

    def test_time(self):
        for offset, message in (
            (-6_000, "Timestamp for this request is outside of the recvWindow."),
            (3_000, "Timestamp for this request was 1000ms ahead of the server's time."),
        ):
            answer = self.client.try_signed("GET", "account", timestamp=now_ms() + offset)
            self.expect(answer, 400, -1021, message)

    def test_keys_and_signatures(self):
        query = f"/api/v3/account?timestamp={now_ms()}&signature="
        key = {"X-MBX-APIKEY": self.key["apiKey"]}
        answer = self.client.send("GET", query + "0" * 64, None, key)
        self.expect(answer, 400, -1022, "Signature for this request is not valid.")
        answer = self.client.send("GET", query + "0" * 64)
        self.expect(answer, 401, -2014, "API-key format invalid.")
        answer = self.client.send("GET", query + "0" * 64, None, {"X-MBX-APIKEY": "x" * 64})
        self.expect(answer, 401, -2015, "Invalid API-key, IP, or permissions for action.")
        # As sent, not as decoded, sorted or joined: the two halves without a separator.
        signer = Hmac(self.key)
        query, body = f"timestamp={now_ms()}", "symbol=BTCUSDT&origClientOrderId=a%2Fb"
        form = body + "&" + encode({"signature": signer.sign(query + body)})
        answer = self.client.send("DELETE", "/api/v3/order?" + query, form, key)
        self.expect(answer, 400, -2011, "Unknown order sent.")

    def test_unknown_paths(self):
        for path in ("/api/v3/nothing", "/sapi/v1/nothing"):
            status, body = self.client.send("GET", path)
            self.assertEqual((status, set(body)), (404, {"code", "msg"}))
