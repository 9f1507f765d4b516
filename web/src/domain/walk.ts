// What a market order would find in a book: how far it goes, and at which prices.
import type { Amount, Price, Quantity } from "./decimal";

export interface Walk {
  quantity: Quantity;
  notional: Amount;
  /** Levels touched. */
  levels: number;
  worst: Price;
  /** The book ends before the order does. */
  isShort: boolean;
}

/** How much is wanted: units of the quantity, or of the notional. */
export interface Wanted {
  wanted: bigint;
  kind: "base" | "quote";
}

/** `levels` are best first. null when there are none. */
export function walk(levels: readonly [Price, Quantity][], { wanted, kind }: Wanted): Walk | null {
  let quantity = 0n;
  let notional = 0n;
  let touched = 0;
  let worst: Price | null = null;
  for (const [price, available] of levels) {
    const rest = kind === "base" ? wanted - quantity : (wanted - notional) / price;
    if (rest <= 0n) break;
    const taken = rest < available ? rest : available;
    quantity += taken;
    notional += taken * price;
    touched += 1;
    worst = price;
  }
  if (worst === null) return null;
  const isShort = kind === "base" ? quantity < wanted : notional + worst <= wanted;
  return { quantity: quantity as Quantity, notional: notional as Amount, levels: touched, worst, isShort };
}

/** To the next price unit below; 0 of nothing. */
export function averagePrice({ notional, quantity }: Walk): Price {
  return (quantity === 0n ? 0n : notional / quantity) as Price;
}
