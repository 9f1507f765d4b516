#!/usr/bin/env bash
# Needs pip install freqtrade. Writes a configuration and a strategy into the directory freqtrade
# and trades with them. Options are those of `freqtrade trade`.
set -euo pipefail

#@TLS@export REQUESTS_CA_BUNDLE='@CA_FILE@'
mkdir -p freqtrade/strategies
cat >freqtrade/config.json <<'JSON'
{
    "bot_name": "bourse",
    "initial_state": "running",
    "dry_run": false,
    "trading_mode": "spot",
    "stake_currency": "USDT",
    "stake_amount": 100,
    "max_open_trades": 2,
    "timeframe": "1m",
    "strategy": "InAndOut",
    "strategy_path": "freqtrade/strategies",
    "user_data_dir": "freqtrade",
    "entry_pricing": { "price_side": "other", "use_order_book": true, "order_book_top": 1 },
    "exit_pricing": { "price_side": "other", "use_order_book": true, "order_book_top": 1 },
    "unfilledtimeout": { "entry": 1, "exit": 1 },
    "exchange": {
        "name": "binance",
        "key": "@API_KEY@",
        "secret": "@SECRET@",
        "pair_whitelist": ["BTC/USDT", "ETH/USDT"],
        "ccxt_config": {
#@TLS@            "cafile": "@CA_FILE@",
#@TLS@            "requests_trust_env": true,
            "options": { "fetchMarkets": { "types": ["spot"] } },
            "urls": {
                "api": {
                    "public": "@URL@/api/v3",
                    "private": "@URL@/api/v3",
                    "v1": "@URL@/api/v1",
                    "sapi": "@URL@/sapi/v1",
                    "ws": { "spot": "@SOCKET_URL@/ws", "ws-api": { "spot": "@SOCKET_URL@/ws-api/v3" } }
                }
            }
        }
    },
    "pairlists": [{ "method": "StaticPairList" }],
    "internals": { "process_throttle_secs": 1 }
}
JSON
cat >freqtrade/strategies/in_and_out.py <<'PYTHON'
"""Buys whenever it may and sells ten seconds later: enough to see a bot live."""

from datetime import timedelta

from freqtrade.strategy import IStrategy


class InAndOut(IStrategy):
    INTERFACE_VERSION = 3
    timeframe = "1m"
    startup_candle_count = 5
    minimal_roi = {}
    stoploss = -0.5
    process_only_new_candles = False

    def populate_indicators(self, dataframe, metadata):
        return dataframe

    def populate_entry_trend(self, dataframe, metadata):
        dataframe["enter_long"] = 1
        return dataframe

    def populate_exit_trend(self, dataframe, metadata):
        return dataframe

    def custom_exit(self, pair, trade, current_time, current_rate, current_profit, **kwargs):
        return "time is over" if current_time - trade.date_last_filled_utc > timedelta(seconds=10) else None
PYTHON
exec freqtrade trade --config freqtrade/config.json --db-url sqlite:///freqtrade/trades.sqlite "$@"
