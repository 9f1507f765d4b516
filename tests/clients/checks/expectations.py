"""What an order on BTCUSDT must do to balances, to the last digit."""

from decimal import ROUND_UP, Decimal

TAKER_RATE = Decimal("0.001")
MINOR_UNIT = Decimal("0.00000001")


def free_balances(account):
    return {balance["asset"]: Decimal(balance["free"]) for balance in account["balances"]}


def balances_after(before, order):
    """`order` is an answer with its fills, in which the account was the taker."""
    balances = dict(before)
    sign = 1 if order["side"] == "BUY" else -1
    assert order["status"] == "FILLED" and order["fills"], order
    for fill in order["fills"]:
        quantity = Decimal(fill["qty"])
        notional = quantity * Decimal(fill["price"])
        received = {"BUY": ("BTC", quantity), "SELL": ("USDT", notional)}[order["side"]]
        commission = (received[1] * TAKER_RATE).quantize(MINOR_UNIT, ROUND_UP)
        assert (fill["commissionAsset"], Decimal(fill["commission"])) == (received[0], commission), fill
        balances["BTC"] += sign * quantity
        balances["USDT"] -= sign * notional
        balances[received[0]] -= commission
    return balances
