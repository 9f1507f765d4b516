#!/usr/bin/env bash
# What can be checked without hummingbot: the hosts of the printed file are in the certificate of the
# venue, and the paths that hummingbot calls first are served under them.
set -euo pipefail

grep -q '^  hummingbot:$' snippet.yaml
authority=$(sed -n 's/^      - \(.*\):\/ca\.pem:ro$/\1/p' snippet.yaml)
venue=$(sed -n 's/^ *socat TCP-LISTEN:443,.* TCP:\([0-9.:]*\) &$/\1/p' snippet.yaml)
get() { # HOST PORT PATH
    curl -sS --fail-with-body --cacert "$authority" --connect-to "$1:$2:$venue" "https://$1:$2$3"
}
hosts=$(sed -n 's/^      - \(.*\.binance\.com\):127\.0\.0\.1$/\1/p' snippet.yaml)
[[ $(wc -w <<<"$hosts") == 3 ]]
for host in $hosts; do
    get "$host" 443 /api/v3/ping | grep -qx '{}'
done
for path in time exchangeInfo 'depth?symbol=BTCUSDT&limit=1000' ticker/24hr ticker/bookTicker; do
    get api.binance.com 443 "/api/v3/$path" >answer
    python3 -m json.tool answer >/dev/null
done
upgrade=(-H 'Upgrade: websocket' -H 'Connection: Upgrade' -H 'Sec-WebSocket-Version: 13')
for target in stream.binance.com:9443/ws ws-api.binance.com:443/ws-api/v3; do
    host=${target%%/*}
    curl -sS --max-time 2 -o /dev/null -w '%{http_code}\n' --http1.1 --cacert "$authority" \
        --connect-to "$host:$venue" "${upgrade[@]}" -H 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==' \
        "https://$target" >status || true # a stream does not end
    grep -qx 101 status
done
