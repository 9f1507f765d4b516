#!/usr/bin/env bash
# Needs curl and openssl.
set -euo pipefail

url=@URL@
api_key=@API_KEY@
secret=@SECRET@
#@TLS@export CURL_CA_BUNDLE='@CA_FILE@'

public() { # PATH [QUERY]
    curl -sS --fail-with-body -w '\n' "$url/api/v3/$1?${2:-}"
}

signed() { # METHOD PATH [QUERY]
    local query="${3:+$3&}timestamp=$(date +%s%3N)" signature
    signature=$(printf %s "$query" | openssl dgst -sha256 -hmac "$secret" -hex)
    curl -sS --fail-with-body -w '\n' -X "$1" -H "X-MBX-APIKEY: $api_key" \
        "$url/api/v3/$2?$query&signature=${signature##* }"
}

public ticker/bookTicker symbol=BTCUSDT
public klines 'symbol=BTCUSDT&interval=1m&limit=2'
signed GET account omitZeroBalances=true
signed POST order 'symbol=BTCUSDT&side=BUY&type=MARKET&quoteOrderQty=100'
signed POST order 'symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&price=40000&newClientOrderId=first'
signed DELETE order 'symbol=BTCUSDT&origClientOrderId=first'
