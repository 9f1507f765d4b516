"""A REST client of the Binance Spot API for tests: HMAC-SHA256 and Ed25519 signatures."""

import base64
import hashlib
import hmac
import http.client
import json
import subprocess
import tempfile
import time
import urllib.parse


class Refused(Exception):
    """An answer with another status than 200."""

    def __init__(self, status, body):
        super().__init__(f"{status} {body}")
        self.status = status
        self.body = body


class Hmac:
    def __init__(self, key):
        self.api_key = key["apiKey"]
        self._secret = key["secret"].encode()

    def sign(self, text):
        return hmac.new(self._secret, text.encode(), hashlib.sha256).hexdigest()


class Ed25519:
    def __init__(self, key):
        self.api_key = key["apiKey"]
        self._private_key = key["ed25519PrivateKey"]

    def sign(self, text):
        with tempfile.NamedTemporaryFile("w") as pem, tempfile.NamedTemporaryFile("w") as message:
            pem.write(self._private_key)
            pem.flush()
            message.write(text)
            message.flush()
            command = ["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", pem.name]
            signed = subprocess.run([*command, "-in", message.name], capture_output=True, check=True)
        return base64.b64encode(signed.stdout).decode()


def now_ms():
    return time.time_ns() // 1_000_000


class ApiClient:
    """One keep-alive connection; `signer` is needed for signed requests only; `tls`: an SSLContext."""

    def __init__(self, port, signer=None, tls=None):
        if tls:
            self._connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=10, context=tls)
        else:
            self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        self._signer = signer
        self.headers = {}  # of the last answer, names in lower case

    def close(self):
        self._connection.close()

    def send(self, method, target, body=None, headers=None):
        """Status and JSON of the answer."""
        self._connection.request(method, target, body, headers or {})
        answer = self._connection.getresponse()
        text = answer.read()
        self.headers = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, json.loads(text)

    def get(self, path, **parameters):
        """A public query under /api/v3/."""
        return self._accepted(self.send("GET", f"/api/v3/{path}?" + encode(parameters)))

    def signed(self, method, path, **parameters):
        """As `try_signed`; raises Refused."""
        return self._accepted(self.try_signed(method, path, **parameters))

    def try_signed(self, method, path, **parameters):
        form = encode({"timestamp": now_ms(), **parameters})
        return self.send_form(method, path, form)

    def send_form(self, method, path, form):
        """Signs the form as it is, and sends it in the body if the method has one."""
        signature = urllib.parse.quote(self._signer.sign(form), safe="")
        headers = {"X-MBX-APIKEY": self._signer.api_key}
        form += "&signature=" + signature
        target = path if path.startswith("/") else "/api/v3/" + path
        if method == "GET":
            return self.send(method, f"{target}?{form}", None, headers)
        return self.send(method, target, form, headers)

    def order(self, symbol, side, order_type, **parameters):
        return self.signed("POST", "order", symbol=symbol, side=side, type=order_type, **parameters)

    def limit(self, symbol, side, quantity, price, **parameters):
        return self.order(
            symbol,
            side,
            "LIMIT",
            **{"timeInForce": "GTC", "quantity": quantity, "price": price, **parameters},
        )

    def balances(self):
        """asset → (free, locked), as texts."""
        account = self.signed("GET", "account")
        return {b["asset"]: (b["free"], b["locked"]) for b in account["balances"]}

    @staticmethod
    def _accepted(answer):
        status, body = answer
        if status != 200:
            raise Refused(status, body)
        return body


def encode(parameters):
    return urllib.parse.urlencode(parameters)
