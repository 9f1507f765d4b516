"""Faults on demand: each by its way in, and what the client sees; money and durability hold."""

import json
import pathlib
import re
import subprocess
import tempfile
import time

import dev_process
from api_client import ApiClient, Hmac, now_ms
from dev_process import DevTest
from web_socket import Closed, WebSocket

GUIDE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "guides" / "faults.md"
WAIT_SECONDS = 30


class FaultsTest(DevTest):
    options = ("--preset", "calm")

    def setUp(self):
        self.client = ApiClient(self.dev.port, Hmac(self.dev.keys()["alice"]))
        self.addCleanup(self.client.close)
        self.addCleanup(self.fault, "clear")

    def fault(self, *arguments):
        """Status and output of `bourse fault`."""
        url = f"http://127.0.0.1:{self.dev.port}"
        result = subprocess.run(
            [dev_process.binary, "fault", *arguments, "--url", url], capture_output=True, text=True
        )
        return result.returncode, result.stdout + result.stderr

    def add(self, *arguments):
        status, said = self.fault("add", *arguments)
        self.assertEqual(status, 0, said)
        return json.loads(said)["id"]

    def order(self, fault=None, **parameters):
        """Status and body of a limit order far from the market."""
        form = {"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC"}
        form |= {"quantity": "0.001", "price": "40000", "timestamp": now_ms(), **parameters}
        text = "&".join(f"{name}={value}" for name, value in form.items())
        headers = {"X-MBX-APIKEY": self.client._signer.api_key}
        if fault:
            headers["X-Bourse-Fault"] = fault
        signature = self.client._signer.sign(text)
        return self.client.send("POST", "/api/v3/order", f"{text}&signature={signature}", headers)

    def find(self, client_order_id):
        parameters = {"symbol": "BTCUSDT", "origClientOrderId": client_order_id}
        return self.client.try_signed("GET", "order", **parameters)

    def connect(self, target):
        stream = WebSocket(self.dev.port, target)
        self.addCleanup(stream.close)
        return stream

    def user_data(self):
        api = self.connect("/ws-api/v3")
        form = {"apiKey": self.client._signer.api_key, "timestamp": now_ms()}
        text = "&".join(f"{name}={form[name]}" for name in sorted(form))
        form["signature"] = self.client._signer.sign(text)
        api.send({"id": 1, "method": "userDataStream.subscribe.signature", "params": form})
        self.assertEqual(api.receive()["status"], 200)
        return api

    def test_a_header_strikes_its_request_only(self):
        for fault, status, code in (
            ("rate-limit retry-after=7", 429, -1003),
            ("ban", 418, -1003),
            ("server-error status=502", 502, -1000),
            ("unknown", 504, -1007),
            ("timestamp", 400, -1021),
            ("reject", 400, -2010),
            ("frob", 400, -1130),
            ("ws-drop", 400, -1130),
        ):
            answer, body = self.order(fault, newClientOrderId="struck")
            self.assertEqual((answer, body["code"]), (status, code), fault)
            retry_after = {"rate-limit retry-after=7": "7", "ban": "5"}.get(fault)
            self.assertEqual(self.client.headers.get("retry-after"), retry_after, fault)
            self.assertEqual(self.find("struck")[1]["code"], -2013, fault)
        status, body = self.order(newClientOrderId="struck")
        self.assertEqual(status, 200, body)
        self.client.signed("DELETE", "order", symbol="BTCUSDT", origClientOrderId="struck")

    def test_an_unknown_outcome_was_executed_or_not(self):
        for fault in ("unknown executed=true", "server-error executed=true"):
            status, body = self.order(fault, newClientOrderId="done")
            self.assertIn(body["code"], (-1007, -1000))
            status, order = self.find("done")
            self.assertEqual((status, order.get("status")), (200, "NEW"))
            locked = self.client.balances()["USDT"][1]
            self.assertEqual(locked, "40.00000000")
            self.client.signed("DELETE", "order", symbol="BTCUSDT", origClientOrderId="done")
        # What is refused is refused: it was not executed.
        status, body = self.order("unknown executed=true", price="0.001")
        self.assertEqual(status, 400, body)

    def test_what_was_executed_survives_a_kill(self):
        with tempfile.TemporaryDirectory(prefix="bourse-test-") as name:
            dev = dev_process.DevProcess(pathlib.Path(name) / "data", "--market", "none")
            self.client = ApiClient(dev.port, Hmac(dev.keys()["alice"]))
            status, body = self.order("unknown executed=true", newClientOrderId="kept")
            self.assertEqual((status, body["code"]), (504, -1007))
            dev.kill()
            dev = dev_process.DevProcess(pathlib.Path(name) / "data", "--market", "none")
            self.addCleanup(dev.kill)
            self.client = ApiClient(dev.port, Hmac(dev.keys()["alice"]))
            self.assertEqual(self.find("kept")[1].get("status"), "NEW")

    def test_latency_delays_the_answer_of_its_route(self):
        self.add("latency", "--delay", "1500ms", "--route", "GET /api/v3/time", "--times", "1")
        start = time.monotonic()
        self.client.get("ping")
        self.client.get("time")
        self.assertGreaterEqual(time.monotonic() - start, 1.5)
        listed = json.loads(self.fault("ls")[1])["faults"]
        self.assertEqual([(f["fault"], f["strikes"], f["active"]) for f in listed], [("latency", 1, False)])

    def test_strikes_are_counted_and_reach_the_web_socket_api(self):
        self.add("rate-limit", "--route", "ping", "--times", "2")
        api = self.connect("/ws-api/v3")
        statuses = []
        for number in range(3):
            api.send({"id": number, "method": "ping"})
            statuses.append(api.receive()["status"])
        self.assertEqual(statuses, [429, 429, 200])

    def test_maintenance_is_a_window(self):
        stream = self.connect("/ws/btcusdt@depth@100ms")
        self.add("maintenance")
        with self.assertRaises((Closed, ConnectionError)):
            stream.receive_until(lambda _: False, WAIT_SECONDS)
        status, body = self.client.send("GET", "/api/v3/time")
        self.assertEqual((status, body["code"]), (503, -1016))
        self.assertEqual(self.client.send("GET", "/sapi/v1/system/status")[1]["status"], 1)
        with self.assertRaises(AssertionError):
            self.connect("/ws/btcusdt@trade")
        self.assertEqual(self.fault("clear")[0], 0)
        self.assertEqual(self.client.send("GET", "/sapi/v1/system/status")[1]["status"], 0)
        self.connect("/ws/btcusdt@depth@100ms").receive(WAIT_SECONDS)

    def test_a_dropped_connection_ends_without_a_word(self):
        stream = self.connect("/ws/btcusdt@depth@100ms")
        stream.receive(WAIT_SECONDS)
        self.add("ws-drop")
        with self.assertRaises((Closed, ConnectionError)) as closed:
            stream.receive_until(lambda _: False, WAIT_SECONDS)
        self.assertIsNone(getattr(closed.exception, "code", None))
        self.connect("/ws/btcusdt@depth@100ms").receive(WAIT_SECONDS)

    def test_a_half_open_connection_is_silent(self):
        stream = self.connect("/ws/btcusdt@depth@100ms")
        stream.receive(WAIT_SECONDS)
        self.add("ws-half-open")
        with self.assertRaises(TimeoutError):
            stream.receive_until(lambda _: False, 4)
        stream.send({"id": 1, "method": "LIST_SUBSCRIPTIONS"})
        with self.assertRaises(TimeoutError):
            stream.receive(1)
        self.connect("/ws/btcusdt@depth@100ms").receive(WAIT_SECONDS)

    def test_a_depth_gap_is_seen_and_the_book_heals(self):
        stream = self.connect("/ws/btcusdt@depth@100ms")
        last = stream.receive(WAIT_SECONDS)["u"]
        self.add("depth-gap", "--symbol", "BTCUSDT")
        gaps, deadline = [], time.monotonic() + WAIT_SECONDS
        while not gaps and time.monotonic() < deadline:
            event = stream.receive(WAIT_SECONDS)
            if event["U"] != last + 1:
                gaps.append(event)
            last = event["u"]
        self.assertTrue(gaps)
        for _ in range(5):
            event = stream.receive(WAIT_SECONDS)
            self.assertEqual(event["U"], last + 1)
            last = event["u"]

    def test_a_duplicate_comes_twice(self):
        stream = self.connect("/ws/btcusdt@depth@100ms")
        last = stream.receive(WAIT_SECONDS)
        self.add("duplicate")
        deadline = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < deadline:
            event = stream.receive(WAIT_SECONDS)
            if event == last:
                break
            last = event
        self.assertEqual(event, last)

    def test_user_data_ends_and_says_so(self):
        api = self.user_data()
        self.add("stream-terminated")
        event = api.receive(WAIT_SECONDS)["event"]
        self.assertEqual(event["e"], "eventStreamTerminated")
        api.send({"id": 2, "method": "session.subscriptions"})
        self.assertEqual(api.receive()["result"], [])

    def test_a_symbol_halts_and_comes_back(self):
        for fault, state in (("halt", "HALT"), ("cancel-only", None)):
            self.add(fault, "--symbol", "ETHUSDT")
            status, body = self.order(symbol="ETHUSDT", price="2000", quantity="0.01")
            self.assertNotEqual(status, 200, body)
            self.assertEqual(self.fault("clear")[0], 0)
            order = self.client.limit("ETHUSDT", "BUY", "0.01", "2000")
            self.client.signed("DELETE", "order", symbol="ETHUSDT", orderId=order["orderId"])

    def test_a_symbol_comes_back_by_itself(self):
        self.add("halt", "--symbol", "ETHUSDT", "--for", "500ms")
        deadline = time.monotonic() + WAIT_SECONDS
        while self.client.get("exchangeInfo", symbol="ETHUSDT")["symbols"][0]["status"] != "TRADING":
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)
        self.assertEqual(json.loads(self.fault("ls")[1])["faults"], [])

    def test_a_filter_changes(self):
        def smallest():
            filters = self.client.get("exchangeInfo", symbol="ETHUSDT")["symbols"][0]["filters"]
            return next(f["minQty"] for f in filters if f["filterType"] == "LOT_SIZE")

        before = smallest()
        number = self.add("filter-change", "--symbol", "ETHUSDT")
        self.assertEqual(float(smallest()), 10 * float(before))
        self.assertEqual(self.fault("clear", str(number))[0], 0)
        self.assertEqual(smallest(), before)

    def test_mistakes_are_told(self):
        for arguments, said in (
            (("add", "frob"), "'frob' is no fault; there are latency"),
            (("add", "halt"), "halt needs a symbol"),
            (("add", "halt", "--symbol", "NONE"), "'NONE' is no symbol"),
            (("add", "latency", "--delay", "1h"), "'1h' is no delay"),
            (("clear", "999"), "There is no such fault."),
        ):
            status, text = self.fault(*arguments)
            self.assertEqual(status, 1)
            self.assertIn(said, text)
        origin = {"Origin": "https://elsewhere.example"}
        self.assertEqual(self.client.send("POST", "/dev/faults?fault=ban", None, origin)[0], 403)

    def test_the_commands_of_the_guide(self):
        """Each line of the guide that begins with "$ " runs."""
        binary = pathlib.Path(dev_process.binary)
        commands = re.findall(r"^\$ (.+)$", GUIDE.read_text(), re.MULTILINE)
        self.assertGreater(len(commands), 5)
        for command in commands:
            command = command.replace("127.0.0.1:8080", f"127.0.0.1:{self.dev.port}")
            if command.startswith("bourse "):
                command += f" --url http://127.0.0.1:{self.dev.port}"
            command = command.replace("bourse ", f"{binary} ", 1)
            result = subprocess.run(["bash", "-c", command], capture_output=True, text=True)
            self.assertEqual(result.returncode, 0, command + result.stdout + result.stderr)
