"""Rude and broken clients: refused in words or dropped, and nobody else notices."""

import http.client
import socket
import time

from api_client import ApiClient
from dev_process import DevTest
from web_socket import Closed, WebSocket

CLOSING_DEADLINE_SECONDS = 60  # the header's is ten


class RobustnessTest(DevTest):
    def setUp(self):
        self.client = ApiClient(self.dev.port)
        self.addCleanup(self.client.close)

    def raw(self, text):
        connection = socket.create_connection(("127.0.0.1", self.dev.port), timeout=15)
        self.addCleanup(connection.close)
        connection.sendall(text)
        return connection

    def test_large_body(self):
        status, body = self.client.send("POST", "/api/v3/order", "a" * (8 * 1024 + 1))
        self.assertEqual((status, set(body)), (413, {"code", "msg"}))

    def test_no_request_ends_in_a_server_error_or_silence(self):
        requests = [
            ("GET", "/nothing"),
            ("GET", "/api"),
            ("BREW", "/api/v3/time"),
            ("GET", "/api/v3/time?%zz=1"),
            ("GET", "/api/v3/depth?symbol=%00%ff&limit=-1"),
            ("GET", "/api/v3/depth?symbol=BTCUSDT&limit=99999999999999999999"),
            ("GET", "/api/v3/klines?symbol=BTCUSDT&interval=1m&startTime=18446744073709551615"),
            ("GET", "/api/v3/aggTrades?symbol=BTCUSDT&fromId=18446744073709551615"),
            ("GET", "/api/v3/trades?symbol=BTCUSDT&limit=0"),
            ("GET", "/api/v3/ticker/24hr?symbols=" + "%5B" * 1000),
            ("GET", "/api/v3/ticker?symbol=BTCUSDT&windowSize=7d&type=MINI"),
            ("POST", "/api/v3/order"),
            ("DELETE", "/api/v3/openOrders"),
            ("GET", "/api/v3/" + "x" * 9_000),
            ("GET", "/../../etc/passwd"),
        ]
        for method, target in requests:
            with self.subTest(f"{method} {target[:60]}"):
                connection = http.client.HTTPConnection("127.0.0.1", self.dev.port, timeout=15)
                connection.request(method, target)
                answer = connection.getresponse()
                self.assertLess(answer.status, 500)
                self.assertTrue(answer.read())
                connection.close()
        self.assertEqual(self.client.get("ping"), {})

    def test_broken_http_is_answered(self):
        for request in (b"\x16\x03\x01\x02\x00\x01\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n"):
            self.assertRegex(self.raw(request).recv(4096), rb"^HTTP/1\.1 4\d\d ")

    def test_deep_and_broken_json(self):
        for target in ("/ws", "/ws-api/v3"):
            for text in ("[" * 4_000, '{"id":' * 1_000, "{", "null", '{"id":1,"method":3}'):
                with self.subTest(target + text[:20]):
                    stream = WebSocket(self.dev.port, target)
                    stream.send_text(text)
                    answer = stream.receive()
                    self.assertTrue("msg" in answer or "error" in answer, answer)
                    self.assertLess(answer.get("status", 400), 500)
                    stream.close()

    def test_large_message(self):
        stream = WebSocket(self.dev.port, "/ws")
        self.addCleanup(stream.close)
        stream.send_text("[" * 9_000)
        with self.assertRaises(Closed) as closed:
            stream.receive()
        self.assertEqual(closed.exception.code, 1009)

    def test_slow_header_is_closed_while_others_are_served(self):
        slow = self.raw(b"GET /api/v3/time HTTP/1.1\r\n")
        slow.settimeout(0.5)
        begin = time.monotonic()
        answer = b""
        while time.monotonic() < begin + CLOSING_DEADLINE_SECONDS:
            self.assertEqual(self.client.get("ping"), {})
            try:
                slow.sendall(b"X-A: 1\r\n")
                answer = slow.recv(4096)
                break
            except TimeoutError:
                continue
            except ConnectionError:
                break
        self.assertLess(time.monotonic() - begin, CLOSING_DEADLINE_SECONDS)
        self.assertRegex(answer, rb"^(HTTP/1\.1 (408|431) |$)")
