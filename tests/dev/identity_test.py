"""People: sessions of the page, what other sites cannot do with them, own API keys, guessing."""

import pathlib
import tempfile
import threading
import urllib.parse

from api_client import ApiClient, Hmac, now_ms
from dev_process import DevProcess, DevTest

OWN_PAGE = {"X-Bourse-Session": "1"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Browser:
    """Keeps the cookie that it is given, as a browser does."""

    def __init__(self, port):
        self._client = ApiClient(port)
        self.cookie = None

    def close(self):
        self._client.close()

    def send(self, method, target, headers=None, **form):
        """Status and JSON; `headers` in place of those of the own page."""
        headers = dict(OWN_PAGE if headers is None else headers)
        if self.cookie:
            headers["Cookie"] = f"other=1; {self.cookie}"
        text = urllib.parse.urlencode(form)
        if method == "POST":
            answer = self._client.send(method, target, text, {**headers, **FORM})
        else:
            answer = self._client.send(method, f"{target}?{text}", None, headers)
        if "set-cookie" in self._client.headers:
            self.cookie_line = self._client.headers["set-cookie"]
            self.cookie = self.cookie_line.split(";")[0]
        return answer

    def sign_in(self, name, password):
        return self.send("POST", "/identity/sign-in", name=name, password=password)

    def account(self, **headers):
        return self.send("GET", "/api/v3/account", timestamp=now_ms(), **headers)


class IdentityTest(DevTest):
    options = ("--market", "none")

    def browser(self):
        browser = Browser(self.dev.port)
        self.addCleanup(browser.close)
        return browser

    def test_a_session_trades_without_a_key(self):
        alice = self.browser()
        self.assertEqual(alice.send("GET", "/identity/session"), (200, {"user": None}))
        self.assertEqual(alice.sign_in("alice", "dev"), (200, {"user": "alice"}))
        for attribute in ("HttpOnly", "SameSite=Strict", "Path=/"):
            self.assertIn(attribute, alice.cookie_line)
        self.assertEqual(alice.send("GET", "/identity/session"), (200, {"user": "alice"}))
        status, order = alice.send(
            "POST",
            "/api/v3/order",
            symbol="BTCUSDT",
            side="BUY",
            type="LIMIT",
            timeInForce="GTC",
            quantity="0.001",
            price="50000.00",
            timestamp=now_ms(),
        )
        self.assertEqual((status, order["status"]), (200, "NEW"))
        by_key = ApiClient(self.dev.port, Hmac(self.dev.keys()["alice"]))
        self.addCleanup(by_key.close)
        opened = by_key.signed("GET", "openOrders", symbol="BTCUSDT")
        self.assertEqual([o["orderId"] for o in opened], [order["orderId"]])
        by_key.signed("DELETE", "openOrders", symbol="BTCUSDT")
        self.assertEqual(alice.send("POST", "/api/v3/userDataStream")[0], 200)
        self.assertEqual(alice.send("POST", "/identity/sign-out")[0], 200)
        self.assertEqual(alice.account()[0], 401)

    def test_a_stolen_cookie_needs_the_own_page(self):
        alice = self.browser()
        alice.sign_in("alice", "dev")
        host = f"127.0.0.1:{self.dev.port}"
        own = [OWN_PAGE, {**OWN_PAGE, "Origin": f"http://{host}", "Sec-Fetch-Site": "same-origin"}]
        foreign = [
            {},
            {"Origin": "https://evil.example"},
            {**OWN_PAGE, "Origin": "https://evil.example"},
            {**OWN_PAGE, "Origin": "null"},
            {**OWN_PAGE, "Origin": f"http://{host}.evil.example"},
            {**OWN_PAGE, "Sec-Fetch-Site": "cross-site"},
            {**OWN_PAGE, "Sec-Fetch-Site": "same-site"},
        ]
        for headers in own:
            self.assertEqual(alice.account(headers=headers)[0], 200, headers)
        for headers in foreign:
            self.assertEqual(alice.account(headers=headers)[0], 401, headers)
            for method, path in (
                ("GET", "session"),
                ("GET", "keys"),
                ("POST", "keys"),
                ("DELETE", "keys"),
                ("POST", "sign-in"),
                ("POST", "sign-up"),
                ("POST", "sign-out"),
            ):
                status, _ = alice.send(method, f"/identity/{path}", headers)
                self.assertEqual(status, 403, (path, headers))
        self.assertEqual(alice.account()[0], 200, "still signed in")

    def test_forged_cookies(self):
        alice = self.browser()
        alice.sign_in("alice", "dev")
        name, token = alice.cookie.split("=")
        for forged in ("", "0" * 64, token[:-1], token + "0", token.upper(), "alice", "'--"):
            alice.cookie = f"{name}={forged}"
            self.assertEqual(alice.account()[0], 401, forged)
        alice.cookie = f"{name}={token}"
        self.assertEqual(alice.account()[0], 200)

    def test_a_new_user_makes_a_key_and_revokes_it(self):
        carla = self.browser()
        answer = carla.send("POST", "/identity/sign-up", name="carla", password="a long password")
        self.assertEqual(answer, (200, {"user": "carla"}))
        self.assertEqual(carla.send("GET", "/identity/session"), (200, {"user": "carla"}))
        status, key = carla.send(
            "POST", "/identity/keys", label="bot", kind="HMAC", permission="READ"
        )
        self.assertEqual(status, 200)
        bot = ApiClient(self.dev.port, Hmac(key))
        self.addCleanup(bot.close)
        self.assertEqual(bot.balances()["USDT"], ("25000.00000000", "0.00000000"))
        place = dict(symbol="BTCUSDT", side="BUY", type="MARKET", quantity="1")
        self.assertEqual(bot.try_signed("POST", "order", **place)[0], 401, "it may read only")
        listed = carla.send("GET", "/identity/keys")[1]
        self.assertEqual([k["apiKey"] for k in listed], [key["apiKey"]])
        self.assertNotIn(key["secret"], str(listed))

        bob = self.browser()
        bob.sign_in("bob", "dev")
        self.assertEqual(bob.send("DELETE", "/identity/keys", apiKey=key["apiKey"])[0], 404)
        self.assertEqual(bot.try_signed("GET", "account")[0], 200)
        self.assertEqual(carla.send("DELETE", "/identity/keys", apiKey=key["apiKey"])[0], 200)
        self.assertEqual(bot.try_signed("GET", "account")[0], 401)
        self.assertEqual(carla.send("GET", "/identity/keys"), (200, []))


class GuessingTest(DevTest):
    options = ("--market", "none")

    def test_guesses_at_once(self):
        accepted = []

        def guess(number):
            browser = Browser(self.dev.port)
            password = "dev" if number == 199 else f"guess {number}"
            status, _ = browser.sign_in("alice" if number % 2 else "bob", password)
            if status not in (401, 429, 503):
                accepted.append(number)
            browser.close()

        for first in range(0, 200, 50):
            threads = [threading.Thread(target=guess, args=(first + i,)) for i in range(50)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        self.assertEqual(accepted, [])


class PersistenceTest(DevTest):
    def test_users_sessions_and_keys_outlive_the_process(self):
        with tempfile.TemporaryDirectory(prefix="bourse-test-") as name:
            data = pathlib.Path(name) / "data"
            dev = DevProcess(data, "--market", "none")
            try:
                carla = Browser(dev.port)
                carla.send("POST", "/identity/sign-up", name="carla", password="a long password")
                carla.send("GET", "/identity/session")
                account = carla.account()[1]
                key = carla.send(
                    "POST", "/identity/keys", label="bot", kind="ED25519", permission="TRADE"
                )[1]
                self.assertIn("PRIVATE KEY", key["privateKey"])
                self.assertEqual(dev.stop(), 0)
                dev.kill()
                dev = DevProcess(data, "--market", "none")
                again = Browser(dev.port)
                again.cookie = carla.cookie
                self.assertEqual(again.account()[1]["uid"], account["uid"])
                self.assertEqual(again.account()[1]["balances"], account["balances"])
                listed = again.send("GET", "/identity/keys")[1]
                self.assertEqual([k["apiKey"] for k in listed], [key["apiKey"]])
                for secret in (data / "master.key", data / "identity.sqlite"):
                    self.assertEqual(data.stat().st_mode & 0o077, 0, secret)
            finally:
                dev.kill()
