// Statements: the trades of a period, their sums and their CSV. Every figure is the venue's decimal
// text or a sum of such texts, exact to the last digit.
import { cutUnits, formatUnits, trim } from "../domain/decimal";

export interface StatementTrade {
  symbol: string;
  id: number;
  orderId: number;
  price: string;
  qty: string;
  quoteQty: string;
  commission: string;
  commissionAsset: string;
  time: number;
  isBuyer: boolean;
  isMaker: boolean;
}

/** Days as "2026-01-31", both included, in UTC. */
export interface Period {
  from: string;
  to: string;
}

const DIGITS = 18; // more than any text has
const DAY_MS = 86_400_000;

export const isWithin = ({ from, to }: Period, time: number) =>
  time >= Date.parse(`${from}T00:00:00Z`) && time < Date.parse(`${to}T00:00:00Z`) + DAY_MS;

/** Exact, without superfluous zeros. */
export const sumOf = (texts: readonly string[]) =>
  trim(formatUnits(texts.reduce((sum, text) => sum + cutUnits(text, DIGITS), 0n), DIGITS));

export interface Sums {
  bought: string;
  sold: string;
  paid: string;
  received: string;
  commissions: readonly [asset: string, amount: string][];
}

export function sumsOf(trades: readonly StatementTrade[]): Sums {
  const [buys, sells] = [trades.filter(({ isBuyer }) => isBuyer), trades.filter(({ isBuyer }) => !isBuyer)];
  const assets = [...new Set(trades.map(({ commissionAsset }) => commissionAsset))].sort();
  return {
    bought: sumOf(buys.map(({ qty }) => qty)),
    sold: sumOf(sells.map(({ qty }) => qty)),
    paid: sumOf(buys.map(({ quoteQty }) => quoteQty)),
    received: sumOf(sells.map(({ quoteQty }) => quoteQty)),
    commissions: assets.map((asset) => [
      asset,
      sumOf(trades.filter(({ commissionAsset }) => commissionAsset === asset).map(({ commission }) => commission)),
    ]),
  };
}

// RFC 4180; a text that a spreadsheet would take for a formula does not occur among these fields.
const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

export function csvOf(trades: readonly StatementTrade[]): string {
  const rows = trades.map((trade) => [
    new Date(trade.time).toISOString(),
    trade.symbol,
    String(trade.id),
    String(trade.orderId),
    trade.isBuyer ? "BUY" : "SELL",
    trade.price,
    trade.qty,
    trade.quoteQty,
    trade.commission,
    trade.commissionAsset,
    trade.isMaker ? "maker" : "taker",
  ]);
  const head = ["time", "symbol", "trade", "order", "side", "price", "quantity", "quote", "commission", "commission_asset", "role"];
  return [head, ...rows].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}
