"""`bourse dev --tls`: HTTPS and WSS with a certificate of the venue's own authority."""

import os
import pathlib
import socket
import ssl
import stat
import subprocess
import tempfile

from api_client import ApiClient, Hmac
from dev_process import DevProcess, DevTest, run_to_end
from web_socket import WebSocket


class TlsTest(DevTest):
    options = ("--tls", "--tls-name", "venue.example", "--preset", "calm")

    def setUp(self):
        self.authority = self.dev.data / "ca" / "ca.pem"
        self.context = ssl.create_default_context(cafile=self.authority)

    def openssl(self, *arguments):
        """Exit status and output of a client that ends once connected."""
        command = ("openssl", "s_client", "-connect", f"127.0.0.1:{self.dev.port}", *arguments)
        result = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        return result.returncode, result.stdout + result.stderr

    def curl(self, url, *arguments):
        command = ("curl", "-sS", "--cacert", self.authority, *arguments, url)
        result = subprocess.run(command, capture_output=True, text=True)
        return result.returncode, result.stdout + result.stderr

    def test_curl_verifies_every_name(self):
        for host in ("localhost", "127.0.0.1", "venue.example"):
            resolve = ("--resolve", f"venue.example:{self.dev.port}:127.0.0.1")
            url = f"https://{host}:{self.dev.port}/api/v3/ping"
            self.assertEqual(self.curl(url, *resolve), (0, "{}"), host)
        resolve = ("--resolve", f"other.example:{self.dev.port}:127.0.0.1")
        status, _ = self.curl(f"https://other.example:{self.dev.port}/api/v3/ping", *resolve)
        self.assertEqual(status, 60)  # a name that is not in the certificate

    def test_without_the_authority_nobody_trusts_it(self):
        result = subprocess.run(
            ("curl", "-sS", f"https://127.0.0.1:{self.dev.port}/api/v3/ping"), capture_output=True
        )
        self.assertEqual(result.returncode, 60)

    def test_versions_and_alpn(self):
        for version in ("-tls1_2", "-tls1_3"):
            verify = ("-CAfile", self.authority, "-verify_return_error", "-alpn", "h2,http/1.1")
            status, said = self.openssl(version, *verify)
            self.assertEqual(status, 0, said)
            self.assertIn("ALPN protocol: http/1.1", said)
        for version in ("-tls1", "-tls1_1"):
            status, said = self.openssl(version, "-cipher", "ALL:@SECLEVEL=0")
            self.assertNotEqual(status, 0)
            self.assertIn("alert protocol version", said)

    def test_plain_http_is_told_so(self):
        status, body = ApiClient(self.dev.port).send("GET", "/api/v3/ping")
        self.assertEqual(status, 400)
        self.assertIn("HTTPS", body["msg"])

    def test_trading_and_streams(self):
        client = ApiClient(self.dev.port, Hmac(self.dev.keys()["alice"]), tls=self.context)
        self.addCleanup(client.close)
        self.assertEqual(client.order("BTCUSDT", "BUY", "MARKET", quantity="0.001")["status"], "FILLED")
        stream = WebSocket(self.dev.port, "/ws/btcusdt@depth@100ms", tls=self.context)
        self.addCleanup(stream.close)
        last = stream.receive(30)["u"]
        for _ in range(3):
            event = stream.receive(30)
            self.assertEqual(event["U"], last + 1)
            last = event["u"]

    def test_a_slow_handshake_ends(self):
        with socket.create_connection(("127.0.0.1", self.dev.port), timeout=60) as slow:
            slow.sendall(b"\x16\x03\x01\x02\x00\x01")  # the begin of a hello
            self.assertEqual(slow.recv(1), b"")

    def test_what_is_printed_is_https(self):
        self.assertIn(f"https://127.0.0.1:{self.dev.port}/api/v3", self.dev.output())
        self.assertIn(f"wss://127.0.0.1:{self.dev.port}/ws", self.dev.output())
        self.assertIn(str(self.authority), self.dev.output())

    def test_the_keys_are_for_their_owner(self):
        for name in ("ca-key.pem", "server-key.pem"):
            mode = stat.S_IMODE((self.dev.data / "ca" / name).stat().st_mode)
            self.assertEqual(mode, 0o600, name)


class TlsRestartTest(DevTest):
    def test_the_authority_stays_and_the_variable_does(self):
        with tempfile.TemporaryDirectory(prefix="bourse-test-") as name:
            data = pathlib.Path(name) / "data"
            first = DevProcess(data, "--tls", "--market", "none")
            authority = (data / "ca" / "ca.pem").read_text()
            self.assertEqual(first.stop(), 0)
            first.kill()
            os.environ["BOURSE_TLS"] = "1"
            self.addCleanup(os.environ.pop, "BOURSE_TLS")
            second = DevProcess(data, "--market", "none", "--tls-name", "b.example")
            self.addCleanup(second.kill)
            self.assertEqual((data / "ca" / "ca.pem").read_text(), authority)
            self.assertIn("server.pem is new: its names are others", second.output())

    def test_an_unusable_directory_is_said(self):
        with tempfile.TemporaryDirectory(prefix="bourse-test-") as name:
            (pathlib.Path(name) / "ca").write_text("in the way")
            result = run_to_end("dev", "--data", name, "--port", "0", "--tls", directory=name)
            self.assertEqual(result.returncode, 1)
            self.assertIn(f"cannot make the directory {name}/ca", result.stderr)
