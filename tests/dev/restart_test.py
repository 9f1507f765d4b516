"""Starts that continue, starts that end in one clear line, and kill -9 under load."""

import http.client
import pathlib
import socket
import tempfile
import threading
import time
import unittest

from api_client import ApiClient, Hmac
from dev_process import DevProcess, run_to_end


class RestartTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="bourse-test-")
        self.addCleanup(directory.cleanup)
        self.data = pathlib.Path(directory.name) / "data"

    def start(self, *options):
        dev = DevProcess(self.data, *options)
        self.addCleanup(dev.kill)
        return dev

    def client(self, dev, user):
        client = ApiClient(dev.port, Hmac(dev.keys()[user]))
        self.addCleanup(client.close)
        return client

    def state(self, dev):
        """What clients know, and a restart must not change."""
        alice, bob = (self.client(dev, user) for user in ("alice", "bob"))
        state = {"keys": dev.keys()}
        for name, client in (("alice", alice), ("bob", bob)):
            state[name] = [
                client.balances(),
                client.signed("GET", "openOrders"),
                client.signed("GET", "allOrders", symbol="BTCUSDT"),
                client.signed("GET", "myTrades", symbol="BTCUSDT"),
            ]
        for path in ("depth", "trades", "aggTrades"):
            state[path] = alice.get(path, symbol="BTCUSDT")
        state["candles"] = alice.get("klines", symbol="BTCUSDT", interval="1m")
        return state

    def test_a_stop_and_a_start_change_nothing(self):
        first = self.start("--market", "none")
        alice, bob = (self.client(first, user) for user in ("alice", "bob"))
        alice.limit("BTCUSDT", "SELL", "0.5", "60000")
        bob.order("BTCUSDT", "BUY", "MARKET", quantity="0.12345")
        last = bob.limit("ETHUSDT", "BUY", "1", "2999.5")
        before = self.state(first)
        self.assertEqual(first.stop(), 0, first.output())
        second = self.start("--market", "none")
        self.assertEqual(self.state(second), before)
        following = self.client(second, "bob").limit("ETHUSDT", "BUY", "1", "2999")
        self.assertEqual(following["orderId"], last["orderId"] + 1)

    def test_the_live_market_goes_on(self):
        first = self.start()
        candles = ApiClient(first.port).get("klines", symbol="BTCUSDT", interval="1m", limit=400)
        self.assertEqual(first.stop(), 0, first.output())
        second = self.start()
        client = ApiClient(second.port)
        self.addCleanup(client.close)
        again = client.get("klines", symbol="BTCUSDT", interval="1m", limit=400)
        known = {candle[0]: candle for candle in again}
        for candle in candles[5:-1]:
            self.assertEqual(known[candle[0]], candle)

        def last_trade():
            return client.get("trades", symbol="BTCUSDT", limit=1)[0]["id"]

        before, deadline = last_trade(), time.monotonic() + 30
        while last_trade() == before:
            self.assertLess(time.monotonic(), deadline, "no trade after the restart")
            time.sleep(0.1)

    def test_kill_9_loses_and_doubles_nothing(self):
        dev = self.start()
        acknowledged = []  # answers, by one thread each
        threads = [
            threading.Thread(target=self.place_until_killed, args=(dev, user, acknowledged))
            for user in ("alice", "bob")
        ]
        for thread in threads:
            thread.start()
        while len(acknowledged) < 100 and all(thread.is_alive() for thread in threads):
            time.sleep(0.01)
        dev.kill()
        for thread in threads:
            thread.join()
        self.assertGreaterEqual(len(acknowledged), 100)

        dev = self.start("--market", "none")
        clients = {user: self.client(dev, user) for user in ("alice", "bob")}
        for user, client in clients.items():
            orders = client.signed("GET", "allOrders", symbol="DEMOUSDT", limit=1000)
            names = [order["clientOrderId"] for order in orders]
            self.assertEqual(len(names), len(set(names)), "an order is there twice")
        for user, answer in acknowledged:
            found = clients[user].signed(
                "GET", "order", symbol="DEMOUSDT", origClientOrderId=answer["clientOrderId"]
            )
            self.assertEqual(found["orderId"], answer["orderId"])
            self.assertIn(found["status"], self.later_than(answer["status"]))

    @staticmethod
    def later_than(status):
        open_statuses = ["NEW", "PARTIALLY_FILLED"]
        later = {"NEW": [*open_statuses, "FILLED"], "PARTIALLY_FILLED": [*open_statuses[1:], "FILLED"]}
        return later.get(status, [status])

    def place_until_killed(self, dev, user, acknowledged):
        client = ApiClient(dev.port, Hmac(dev.keys()[user]))
        number = 0
        try:
            while number < 180:  # fewer than may be open
                number += 1
                side = "BUY" if number % 2 else "SELL"
                answer = client.limit(
                    "DEMOUSDT", side, "10", "1.2", newClientOrderId=f"{user}-{number}"
                )
                acknowledged.append((user, answer))
        except (OSError, http.client.HTTPException):
            pass
        finally:
            client.close()

    def assert_one_line(self, arguments, text):
        ended = run_to_end("dev", *arguments, directory=self.data.parent)
        self.assertEqual(ended.returncode, 1, ended.stderr)
        self.assertEqual(len(ended.stderr.splitlines()), 1, ended.stderr)
        self.assertIn(text, ended.stderr)

    def test_refuses_to_start_in_words(self):
        self.start("--market", "none")
        same = ["--data", str(self.data), "--port", "0"]
        self.assert_one_line(same, "in use by another bourse process")
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            self.assert_one_line(["--ephemeral", "--port", str(port)], f"port {port}")
        self.assert_one_line(["--data", "/proc/none", "--port", "0"], "/proc/none")

    def test_refuses_flags_in_words(self):
        for arguments, text in (
            (["--port", "65536"], "65536"),
            (["--market", "moon"], "moon"),
            (["--preset", "wild"], "'wild' is not one of: calm, normal"),
            (["--seed", "-1"], "-1"),
            (["--order-limit", "99999999999999999999"], "99999999999999999999"),
            (["--ephemeral", "--data", "x"], "--data excludes --ephemeral"),
            (["--bogus"], "--bogus"),
        ):
            with self.subTest(arguments):
                ended = run_to_end("dev", *arguments, directory=self.data.parent)
                self.assertEqual(ended.returncode, 2)
                self.assertEqual(len(ended.stderr.splitlines()), 1, ended.stderr)
                self.assertIn(text, ended.stderr)
