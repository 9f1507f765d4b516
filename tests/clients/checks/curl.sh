#!/usr/bin/env bash
# The functions of the printed program, against every kind of order. Balances: expectations.py.
set -euo pipefail

source ./snippet.sh >/dev/null

balances_after() { # BEFORE ORDER AFTER
    python3 - "$@" <<'PYTHON'
import json
import sys

from expectations import balances_after, free_balances

before, order, after = map(json.loads, sys.argv[1:])
expected = balances_after(free_balances(before), order)
assert free_balances(after) == expected, (expected, after)
PYTHON
}

refused() { # CODE COMMAND…
    local code=$1 answer
    shift
    if answer=$("$@" 2>/dev/null); then
        echo "accepted: $*" >&2
        return 1
    fi
    [[ $answer == *"\"code\":$code,"* ]] || {
        echo "$answer instead of $code: $*" >&2
        return 1
    }
}

public exchangeInfo symbol=BTCUSDT | grep -q '"symbol":"BTCUSDT","status":"TRADING"'
public depth 'symbol=BTCUSDT&limit=5' | grep -q '"bids":\[\["'
for order in side=BUY\&quoteOrderQty=250 side=SELL\&quantity=0.00321; do
    before=$(signed GET account)
    answer=$(signed POST order "symbol=BTCUSDT&type=MARKET&$order")
    balances_after "$before" "$answer" "$(signed GET account)"
done

maker='symbol=BTCUSDT&side=BUY&type=LIMIT_MAKER&quantity=0.001'
signed POST order "$maker&price=40000&newClientOrderId=maker" | grep -q '"orderId":'
signed GET openOrders symbol=BTCUSDT | grep -q '"clientOrderId":"maker"'
signed DELETE order 'symbol=BTCUSDT&origClientOrderId=maker' | grep -q '"status":"CANCELED"'
refused -2010 signed POST order "$maker&price=90000"
refused -2011 signed DELETE order 'symbol=BTCUSDT&origClientOrderId=maker'
secret=wrong
refused -1022 signed GET account
