"""freqtrade as the printed program sets it up: it opens and closes trades by itself, and what it has
written down of its orders is what the venue says. Argument: for how many seconds; without: until
both pairs have been bought and sold."""

import json
import pathlib
import signal
import sqlite3
import subprocess
import sys
import time

DEADLINE_SECONDS = 240
ENDED_BY_SIGINT = 128 + signal.SIGINT
LOG = pathlib.Path("freqtrade.log")
DATABASE = pathlib.Path("freqtrade/trades.sqlite")


def closed_trades():
    if not DATABASE.exists():
        return []
    with sqlite3.connect(f"file:{DATABASE}?mode=ro", uri=True) as database:
        try:
            return database.execute("SELECT DISTINCT pair FROM trades WHERE is_open = 0").fetchall()
        except sqlite3.OperationalError:  # not made yet, or busy
            return []


def trade(seconds):
    start = time.monotonic()
    with LOG.open("w") as log:
        bot = subprocess.Popen(["bash", "snippet.sh"], stdout=log, stderr=subprocess.STDOUT)
        try:
            while bot.poll() is None and time.monotonic() - start < (seconds or DEADLINE_SECONDS):
                if not seconds and len(closed_trades()) == 2:
                    break
                time.sleep(1)
            assert bot.poll() is None, f"it ended by itself:\n{LOG.read_text()}"
            bot.send_signal(signal.SIGINT)
            assert bot.wait(timeout=60) == ENDED_BY_SIGINT, LOG.read_text()
        finally:
            if bot.poll() is None:
                bot.kill()
            bot.wait()


def venue_orders(pair):
    """order id → order, as the venue has it; with the functions of `bourse connect curl`."""
    script = f"source ./curl.sh >/dev/null; signed GET allOrders 'symbol={pair.replace('/', '')}&limit=1000'"
    answer = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    return {str(order["orderId"]): order for order in json.loads(answer.stdout)}


def main():
    trade(int(sys.argv[1]) if len(sys.argv) > 1 else None)
    said = LOG.read_text()
    for trouble in (" - ERROR - ", "returned exception", "Traceback"):
        assert trouble not in said, said
    with sqlite3.connect(DATABASE) as database:
        orders = database.execute(
            "SELECT order_id, symbol, side, amount, filled, cost FROM orders WHERE status = 'closed'"
        ).fetchall()
    assert len(closed_trades()) == 2, said
    known = {pair: venue_orders(pair) for pair in {order[1] for order in orders}}
    assert len(orders) >= 4, said
    for order_id, pair, side, amount, filled, cost in orders:
        order = known[pair][order_id]
        assert (order["side"], order["status"]) == (side.upper(), "FILLED"), order
        assert [float(order[name]) for name in ("origQty", "executedQty")] == [amount, filled], order
        assert abs(float(order["cummulativeQuoteQty"]) - cost) < 1e-8, (order, cost)
    print(f"{len(orders)} orders of freqtrade are those of the venue")


main()
