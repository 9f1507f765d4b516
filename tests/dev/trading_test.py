"""Alice and Bob trade with each other in a market without house orders: every digit is known."""

from api_client import ApiClient, Ed25519, Hmac, Refused
from dev_process import DevTest

SYMBOL = "BTCUSDT"


class TradingTest(DevTest):
    """Tests leave no open order behind; each uses prices of its own."""

    options = ("--market", "none")

    def setUp(self):
        keys = self.dev.keys()
        self.alice = ApiClient(self.dev.port, Hmac(keys["alice"]))
        self.bob = ApiClient(self.dev.port, Ed25519(keys["bob"]))
        self.addCleanup(self.alice.close)
        self.addCleanup(self.bob.close)

    def assert_refused(self, status, code, message, request, *arguments, **parameters):
        with self.assertRaises(Refused) as refused:
            request(*arguments, **parameters)
        self.assertEqual(refused.exception.status, status)
        self.assertEqual(refused.exception.body, {"code": code, "msg": message})

    def open_orders(self, client):
        return [order["orderId"] for order in client.signed("GET", "openOrders", symbol=SYMBOL)]

    def depth(self):
        depth = self.alice.get("depth", symbol=SYMBOL)
        return depth["bids"], depth["asks"]

    def test_1_books_are_empty(self):
        for symbol in ("BTCUSDT", "ETHUSDT", "ETHBTC", "DEMOUSDT"):
            depth = self.alice.get("depth", symbol=symbol)
            self.assertEqual((depth["bids"], depth["asks"]), ([], []))
            self.assertEqual(self.alice.get("trades", symbol=symbol), [])
        for client in (self.alice, self.bob):
            self.assertEqual(
                client.balances(),
                {
                    "BTC": ("10.00000000", "0.00000000"),
                    "ETH": ("100.00000000", "0.00000000"),
                    "USDT": ("500000.00000000", "0.00000000"),
                    "DEMO": ("100000.00000000", "0.00000000"),
                },
            )
        # The reference price, 60,000, holds before the first trade.
        self.assert_refused(
            400,
            -1013,
            "Filter failure: PERCENT_PRICE_BY_SIDE",
            self.alice.limit,
            SYMBOL,
            "BUY",
            "1",
            "11999.99",
        )
        self.assert_refused(
            400,
            -2010,
            "Order book liquidity is less than symbol minimum quantity.",
            self.alice.order,
            SYMBOL,
            "BUY",
            "MARKET",
            quantity="1",
        )

    def test_2_a_whole_trade(self):
        rates = self.bob.signed("GET", "account/commission", symbol=SYMBOL)["standardCommission"]
        self.assertEqual((rates["maker"], rates["taker"]), ("0.00050000", "0.00070000"))
        sell = self.alice.limit(SYMBOL, "SELL", "0.12345", "60000.01", newClientOrderId="sell-1")
        self.assertEqual((sell["status"], sell["fills"]), ("NEW", []))
        self.assertEqual(self.alice.balances()["BTC"], ("9.87655000", "0.12345000"))
        self.assertEqual(self.depth(), ([], [["60000.01000000", "0.12345000"]]))

        buy = self.bob.limit(SYMBOL, "BUY", "0.10001", "60001", newClientOrderId="buy-1")
        self.assertEqual(buy["status"], "FILLED")
        # 60000.01 × 0.10001; 0.07 % of 0.10001, rounded up at 8 decimals.
        self.assertEqual(buy["cummulativeQuoteQty"], "6000.60100010")
        (fill,) = buy["fills"]
        self.assertEqual(
            (fill["price"], fill["qty"], fill["commission"], fill["commissionAsset"]),
            ("60000.01000000", "0.10001000", "0.00007001", "BTC"),
        )
        # Alice pays 0.1 % of 6000.6010001, rounded up.
        alice, bob = self.alice.balances(), self.bob.balances()
        self.assertEqual(alice["BTC"], ("9.87655000", "0.02344000"))
        self.assertEqual(alice["USDT"], ("505994.60039909", "0.00000000"))
        self.assertEqual(bob["BTC"], ("10.09993999", "0.00000000"))
        self.assertEqual(bob["USDT"], ("493999.39899990", "0.00000000"))

        (mine,) = self.alice.signed("GET", "myTrades", symbol=SYMBOL)
        (his,) = self.bob.signed("GET", "myTrades", symbol=SYMBOL)
        self.assertEqual(mine["id"], his["id"])
        self.assertEqual((mine["isMaker"], his["isMaker"]), (True, False))
        self.assertEqual((mine["commission"], mine["commissionAsset"]), ("6.00060101", "USDT"))
        found = self.alice.signed("GET", "order", symbol=SYMBOL, origClientOrderId="sell-1")
        self.assertEqual((found["status"], found["executedQty"]), ("PARTIALLY_FILLED", "0.10001000"))
        self.assertEqual(self.open_orders(self.alice), [sell["orderId"]])
        self.assertEqual(self.alice.signed("GET", "allOrders", symbol=SYMBOL)[-1], found)

        canceled = self.alice.signed(
            "DELETE", "order", symbol=SYMBOL, orderId=sell["orderId"], newClientOrderId="cancel-1"
        )
        self.assertEqual(canceled["status"], "CANCELED")
        self.assertEqual(
            (canceled["origClientOrderId"], canceled["clientOrderId"]), ("sell-1", "cancel-1")
        )
        self.assertEqual(self.alice.balances()["BTC"], ("9.89999000", "0.00000000"))
        self.assertEqual(self.open_orders(self.alice), [])
        for method, code, message in (
            ("DELETE", -2011, "Unknown order sent."),
            ("GET", -2013, "Order does not exist."),
        ):
            identity = sell["orderId"] if method == "DELETE" else 999_999
            self.assert_refused(
                400, code, message, self.alice.signed, method, "order", symbol=SYMBOL, orderId=identity
            )

    def test_3_immediate_orders_expire(self):
        maker = self.alice.limit(SYMBOL, "SELL", "0.5", "61000")
        for time_in_force, executed, reason in (
            ("FOK", "0.00000000", "UNFILLED_FOK_ORDER_EXPIRED"),
            ("IOC", "0.50000000", "UNFILLED_IOC_QUANTITY_EXPIRED"),
            ("IOC", "0.00000000", "UNFILLED_IOC_QUANTITY_EXPIRED"),
        ):
            order = self.bob.limit(SYMBOL, "BUY", "0.6", "61000", timeInForce=time_in_force)
            self.assertEqual(
                (order["status"], order["executedQty"], order["expiryReason"]),
                ("EXPIRED", executed, reason),
            )
        found = self.alice.signed("GET", "order", symbol=SYMBOL, orderId=maker["orderId"])
        self.assertEqual(found["status"], "FILLED")
        self.assertEqual(self.bob.balances()["USDT"][1], "0.00000000")

    def test_4_market_by_quote(self):
        self.alice.limit(SYMBOL, "SELL", "0.5", "61000")
        # 1000 / 61000 = 0.016393…: the lots that cost no more.
        order = self.bob.order(SYMBOL, "BUY", "MARKET", quoteOrderQty="1000")
        self.assertEqual((order["status"], order["executedQty"]), ("FILLED", "0.01639000"))
        self.assertEqual(order["cummulativeQuoteQty"], "999.79000000")
        self.alice.signed("DELETE", "openOrders", symbol=SYMBOL)

    def test_5_makers_only_make(self):
        first = self.alice.limit(SYMBOL, "SELL", "0.5", "61000", newClientOrderId="maker-1")
        self.assert_refused(
            400,
            -2010,
            "Order would immediately match and take.",
            self.bob.order,
            SYMBOL,
            "BUY",
            "LIMIT_MAKER",
            quantity="0.1",
            price="61000",
        )
        self.assert_refused(
            400,
            -2010,
            "Duplicate order sent.",
            self.alice.limit,
            SYMBOL,
            "SELL",
            "0.5",
            "61000",
            newClientOrderId="maker-1",
        )
        self.assertEqual(self.open_orders(self.alice), [first["orderId"]])
        self.assertEqual(self.depth(), ([], [["61000.00000000", "0.50000000"]]))
        self.alice.signed("DELETE", "openOrders", symbol=SYMBOL)

    def test_6_replaces_and_amends(self):
        old = self.alice.limit(SYMBOL, "SELL", "0.5", "62000")
        replaced = self.alice.order(
            SYMBOL, "SELL", "LIMIT", timeInForce="GTC", quantity="0.4", price="62500"
        )
        self.alice.signed("DELETE", "order", symbol=SYMBOL, orderId=replaced["orderId"])
        answer = self.alice.signed(
            "POST",
            "order/cancelReplace",
            symbol=SYMBOL,
            side="SELL",
            type="LIMIT",
            timeInForce="GTC",
            quantity="0.4",
            price="62500",
            cancelOrderId=old["orderId"],
            cancelReplaceMode="STOP_ON_FAILURE",
        )
        self.assertEqual((answer["cancelResult"], answer["newOrderResult"]), ("SUCCESS",) * 2)
        new = answer["newOrderResponse"]
        self.assertEqual(self.open_orders(self.alice), [new["orderId"]])
        self.assertEqual(self.depth(), ([], [["62500.00000000", "0.40000000"]]))

        identity = {"symbol": SYMBOL, "orderId": new["orderId"]}
        amended = self.alice.signed("PUT", "order/amend/keepPriority", newQty="0.3", **identity)
        self.assertEqual(amended["amendedOrder"]["qty"], "0.30000000")
        self.assertEqual(self.alice.balances()["BTC"][1], "0.30000000")
        self.assert_refused(
            400,
            -2038,
            "Order amend (quantity increase) is not supported.",
            self.alice.signed,
            "PUT",
            "order/amend/keepPriority",
            newQty="0.3",
            **identity,
        )
        self.alice.signed("DELETE", "openOrders", symbol=SYMBOL)
        self.assert_refused(
            400, -2011, "Unknown order sent.", self.alice.signed, "DELETE", "openOrders", symbol=SYMBOL
        )
