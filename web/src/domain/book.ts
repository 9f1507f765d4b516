// The order book of one market: a snapshot, joined with the diffs that follow it.
import { parseUnits, type Price, type Quantity } from "./decimal";

export type Side = "BUY" | "SELL";
type Level = readonly [price: string, quantity: string];

export interface Snapshot {
  lastUpdateId: number;
  bids: readonly Level[];
  asks: readonly Level[];
}

/** An event of `@depth`: updates U to u, levels b and a; a quantity of zero removes a level. */
export interface DepthDiff {
  U: number;
  u: number;
  b: readonly Level[];
  a: readonly Level[];
}

export interface BookRow {
  price: Price;
  quantity: Quantity;
  /** From the best price to here, in the same unit as the quantity. */
  total: Quantity;
}

export interface BookScale {
  tickDigits: number;
  lotDigits: number;
}

export class Book {
  private readonly bids = new Map<bigint, bigint>();
  private readonly asks = new Map<bigint, bigint>();
  private lastUpdate: number;

  constructor(private readonly scale: BookScale, snapshot: Snapshot) {
    this.lastUpdate = snapshot.lastUpdateId;
    this.put(this.bids, snapshot.bids);
    this.put(this.asks, snapshot.asks);
  }

  /** False when events are missing: the book must be made anew. */
  apply(diff: DepthDiff): boolean {
    if (diff.u <= this.lastUpdate) return true;
    if (diff.U > this.lastUpdate + 1) return false;
    this.put(this.bids, diff.b);
    this.put(this.asks, diff.a);
    this.lastUpdate = diff.u;
    return true;
  }

  /** The best `count` levels, best first, in steps of `step` price units: bids down, asks up. */
  rows(side: Side, step: bigint, count: number): BookRow[] {
    const levels = this.sorted(side);
    const rows: BookRow[] = [];
    let total = 0n;
    for (const [price, quantity] of levels) {
      const grouped = groupPrice(price, step, side);
      const last = rows[rows.length - 1];
      if (last !== undefined && last.price === grouped) {
        total += quantity;
        last.quantity = (last.quantity + quantity) as Quantity;
        last.total = total as Quantity;
        continue;
      }
      if (rows.length === count) break;
      total += quantity;
      rows.push({ price: grouped as Price, quantity: quantity as Quantity, total: total as Quantity });
    }
    return rows;
  }

  /** What a market order would find: the levels of a side, best first, ungrouped. */
  levels(side: Side): [Price, Quantity][] {
    return this.sorted(side) as [Price, Quantity][];
  }

  best(side: Side): Price | null {
    let best: bigint | null = null;
    for (const price of this.sideOf(side).keys()) {
      if (best === null || (side === "BUY" ? price > best : price < best)) best = price;
    }
    return best as Price | null;
  }

  private sideOf(side: Side): Map<bigint, bigint> {
    return side === "BUY" ? this.bids : this.asks;
  }

  private sorted(side: Side): [bigint, bigint][] {
    const direction = side === "BUY" ? -1 : 1;
    return [...this.sideOf(side)].sort(([a], [b]) => (a < b ? -direction : a > b ? direction : 0));
  }

  private put(side: Map<bigint, bigint>, levels: readonly Level[]): void {
    for (const [price, quantity] of levels) {
      const at = parseUnits(price, this.scale.tickDigits);
      const size = parseUnits(quantity, this.scale.lotDigits);
      if (at === null || size === null) throw new Error(`no level of this market: ${price} ${quantity}`);
      if (size === 0n) side.delete(at);
      else side.set(at, size);
    }
  }
}

/** Bids are shown at the step below, asks at the step above: never better than they are. */
export function groupPrice(price: bigint, step: bigint, side: Side): bigint {
  const below = price - (price % step);
  return side === "BUY" || below === price ? below : below + step;
}
