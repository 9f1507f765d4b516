"""The operator's verbs of the command line, against a running venue."""

import json
import os
import subprocess

import dev_process
from api_client import ApiClient, Hmac
from dev_process import DevTest


class OperatorTest(DevTest):
    options = ("--market", "none")

    def setUp(self):
        self.client = ApiClient(self.dev.port, Hmac(self.dev.keys()["alice"]))
        self.addCleanup(self.client.close)

    def bourse(self, *arguments, user="operator", **variables):
        """Status and what was said on either stream."""
        environment = {**os.environ, "BOURSE_OPERATOR": user, **variables}
        url = f"http://127.0.0.1:{self.dev.port}"
        result = subprocess.run(
            [dev_process.binary, *arguments, "--url", url, "--data", str(self.dev.data)],
            capture_output=True,
            text=True,
            env=environment,
        )
        return result.returncode, result.stdout + result.stderr

    def done(self, *arguments, **options):
        status, said = self.bourse(*arguments, **options)
        self.assertEqual(status, 0, said)
        return said

    def limit(self, symbol):
        return self.client.try_signed(
            "POST",
            "order",
            symbol=symbol,
            side="BUY",
            type="LIMIT",
            timeInForce="GTC",
            quantity="1",
            price="10",
        )[0]

    def test_a_market_is_made_halted_and_resumed(self):
        made = self.done(
            *("market", "add", "ETHDEMO", "--base", "ETH", "--quote", "DEMO", "--tick", "0.01"),
            *("--step", "0.001", "--max-price", "100000", "--max-qty", "1000", "--why", "a test"),
        )
        self.assertRegex(made, r"outcome  sequence \d+")
        self.assertRegex(self.done("market", "ls"), r"ETHDEMO +ETH +DEMO +TRADING")
        self.assertEqual(self.limit("ETHDEMO"), 200)
        self.done("market", "halt", "ETHDEMO", "--why", "too wild")
        self.assertEqual(self.limit("ETHDEMO"), 400)
        self.done("market", "resume", "ETHDEMO", "--why", "calm again")
        self.assertEqual(self.limit("ETHDEMO"), 200)
        self.done("market", "set", "ETHDEMO", "--min-notional", "100", "--why", "no dust")
        self.assertEqual(self.limit("ETHDEMO"), 400)
        log = self.done("audit", "tail", "--limit", "8")
        for text in ("operator", "market.mode", "too wild", "symbol=ETHDEMO"):
            self.assertIn(text, log)

    def test_two_persons(self):
        said = json.loads(
            self.done(
                *("user", "credit", "bob", "BTC", "0.5", "--why", "a gift", "--json"),
            )
        )
        before = json.loads(self.done("user", "show", "bob", "--json"))["balances"][0]["free"]
        number = str(said["request"])
        self.assertIn("user.credit", self.done("request", "ls"))
        status, refused = self.bourse("request", "approve", number, "--why", "mine")
        self.assertEqual(status, 1)
        self.assertIn("Another operator than operator must approve it.", refused)
        self.done("request", "approve", number, "--why", "as agreed", user="deputy")
        after = json.loads(self.done("user", "show", "bob", "--json"))["balances"][0]["free"]
        self.assertEqual(round((float(after) - float(before)) * 10), 5)

    def test_a_kill_switch(self):
        self.done("kill", "engage", "--scope", "MARKET", "--target", "BTCUSDT", "--why", "drill")
        self.assertIn("BTCUSDT", self.done("kill", "ls"))
        status, said = self.bourse("doctor")
        self.assertEqual(status, 1)
        self.assertIn("FAIL  invariants: broken: no kill switch is engaged", said)
        asked = self.done(
            *("kill", "release", "--scope", "MARKET", "--target", "BTCUSDT", "--why", "over"),
            "--json",
        )
        number = str(json.loads(asked)["request"])
        self.done("request", "approve", number, "--why", "over", user="deputy")
        (market,) = self.client.get("exchangeInfo", symbol="BTCUSDT")["symbols"]
        self.assertEqual(market["status"], "TRADING")

    def test_the_rights_are_those_of_whoever_signs_in(self):
        self.assertIn("BTC", self.done("ledger", "trial-balance", user="auditor"))
        for user, reason in (
            ("auditor", "Auditors read only."),
            ("alice", "This is for operators of the venue."),
        ):
            status, said = self.bourse("market", "halt", "BTCUSDT", "--why", "x", user=user)
            self.assertEqual((status, said), (1, f"bourse market halt: {reason}\n"))
        status, said = self.bourse("market", "ls", user="nobody", BOURSE_PASSWORD="guess")
        self.assertEqual(status, 1)
        self.assertIn("nobody cannot sign in", said)

    def test_what_is_checked_holds(self):
        self.assertIn("every asset sums to zero", self.done("status"))
        self.done("ledger", "check")
        self.assertRegex(self.done("audit", "verify"), r"holds +true")
        self.assertEqual(self.done("top", "--times", "2", "--json").count('"sequence":'), 2)
        journal = self.done("ledger", "search", "--kind", "Deposit", "--limit", "1")
        self.assertIn("FundsDeposited", journal)

    def test_the_session_is_kept_for_the_next_verb(self):
        self.done("asset", "ls")
        kept = self.dev.data / "operator-sessions" / "operator"
        self.assertEqual(kept.stat().st_mode & 0o077, 0)
        first = kept.read_text()
        self.done("asset", "ls")
        self.assertEqual(kept.read_text(), first)
        kept.write_text(first.splitlines()[0] + "\nbourse_session=forged\n")
        self.done("asset", "ls")
        self.assertNotIn("forged", kept.read_text())

    def test_nobody_is_there(self):
        self.done("status", "--as", "operator", user="nobody")
        result = subprocess.run(
            [dev_process.binary, "status", "--url", "http://127.0.0.1:9"],
            capture_output=True,
            text=True,
        )
        self.assertEqual(result.returncode, 1)
        self.assertIn("does not answer", result.stderr)
