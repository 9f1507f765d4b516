// What an order on BTCUSDT must do to balances, to the last digit: 1n is 0.00000001.
import assert from "node:assert/strict";

const ONE = 10n ** 8n;
export const units = (text) => BigInt(text.replace(".", ""));
const roundedUp = (amount, divisor) => (amount + divisor - 1n) / divisor;

export const freeBalances = (account) =>
    Object.fromEntries(account.balances.map(({ asset, free }) => [asset, units(free)]));

// `order` is an answer with its fills, in which the account was the taker.
export function balancesAfter(before, order) {
    const balances = { ...before };
    const isBuy = order.side === "BUY";
    assert.equal(order.status, "FILLED");
    assert.notEqual(order.fills.length, 0);
    for (const fill of order.fills) {
        const quantity = units(fill.qty);
        const notional = (quantity * units(fill.price)) / ONE;
        const [asset, received] = isBuy ? ["BTC", quantity] : ["USDT", notional];
        const commission = roundedUp(received, 1000n);
        assert.deepEqual([fill.commissionAsset, units(fill.commission)], [asset, commission]);
        balances.BTC += isBuy ? quantity : -quantity;
        balances.USDT += isBuy ? -notional : notional;
        balances[asset] -= commission;
    }
    return balances;
}
