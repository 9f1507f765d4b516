"""What a person sees who starts `bourse dev` and only looks."""

import stat
import time
from decimal import Decimal

from api_client import ApiClient
from dev_process import DevTest

SYMBOLS = ["BTCUSDT", "ETHUSDT", "ETHBTC", "DEMOUSDT"]
NEEDED_FILTERS = {"PRICE_FILTER", "LOT_SIZE", "NOTIONAL", "PERCENT_PRICE_BY_SIDE"}


class MarketTest(DevTest):
    def setUp(self):
        self.client = ApiClient(self.dev.port)
        self.addCleanup(self.client.close)

    def test_tells_where_everything_is(self):
        lines = self.dev.output().splitlines()
        self.assertIn("DEV MODE", lines[0])
        names = [line.split()[0] for line in lines[1:-1]]
        self.assertEqual(names, ["Web", "Admin", "REST", "Streams", "Keys", "Market", "Data"])
        self.assertTrue(all(f":{self.dev.port}" in line for line in lines[1:4]), lines)

    def test_keys_are_private(self):
        file = self.dev.data / "dev-keys.json"
        self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600)
        keys = self.dev.keys()
        self.assertEqual(set(keys), {"alice", "bob"})
        for key in keys.values():
            self.assertEqual(set(key), {"apiKey", "secret", "ed25519PrivateKey"})
            self.assertTrue(key["ed25519PrivateKey"].startswith("-----BEGIN PRIVATE KEY-----"))

    def test_books_are_deep_and_never_crossed(self):
        for _ in range(10):
            for symbol in SYMBOLS:
                depth = self.client.get("depth", symbol=symbol)
                bids = [Decimal(price) for price, _ in depth["bids"]]
                asks = [Decimal(price) for price, _ in depth["asks"]]
                self.assertGreaterEqual(min(len(bids), len(asks)), 20, symbol)
                self.assertEqual(bids, sorted(set(bids), reverse=True))
                self.assertEqual(asks, sorted(set(asks)))
                self.assertLess(bids[0], asks[0], symbol)
            time.sleep(0.1)

    def test_trades_move(self):
        def last():
            return self.client.get("trades", symbol="BTCUSDT", limit=1)[0]["id"]

        before = last()
        deadline = time.monotonic() + 30
        while last() == before:
            self.assertLess(time.monotonic(), deadline, "no trade in 30 s")
            time.sleep(0.1)

    def test_has_candles(self):
        for symbol in SYMBOLS:
            candles = self.client.get("klines", symbol=symbol, interval="1m", limit=1000)
            self.assertGreaterEqual(len(candles), 300)
            for before, after in zip(candles, candles[1:]):
                self.assertEqual(after[0] - before[0], 60_000)
            for opened, first, high, low, last, _, closed, *_ in candles:
                prices = [Decimal(price) for price in (first, last)]
                self.assertLessEqual(Decimal(low), min(prices))
                self.assertGreaterEqual(Decimal(high), max(prices))
                self.assertEqual(closed, opened + 59_999)

    def test_exchange_info(self):
        symbols = self.client.get("exchangeInfo")["symbols"]
        self.assertEqual([symbol["symbol"] for symbol in symbols], SYMBOLS)
        for symbol in symbols:
            self.assertEqual(symbol["status"], "TRADING")
            self.assertEqual(symbol["permissionSets"], [["SPOT"]])
            filters = {entry["filterType"] for entry in symbol["filters"]}
            self.assertLessEqual(NEEDED_FILTERS, filters)

    def test_tickers(self):
        tickers = self.client.get("ticker/24hr")
        self.assertEqual([ticker["symbol"] for ticker in tickers], SYMBOLS)
        for ticker in tickers:
            low, last, high, average = (
                Decimal(ticker[name])
                for name in ("lowPrice", "lastPrice", "highPrice", "weightedAvgPrice")
            )
            self.assertTrue(0 < low <= last <= high and low <= average <= high, ticker)
            self.assertEqual(ticker["count"], ticker["lastId"] - ticker["firstId"] + 1)
        for book in self.client.get("ticker/bookTicker"):
            self.assertLess(Decimal(book["bidPrice"]), Decimal(book["askPrice"]))
