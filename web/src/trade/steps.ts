// The price steps that a book can be grouped by.
import type { Market } from "../domain/market";

/** In price units: the tick and up to four powers of ten above it. */
export function stepsOf(market: Market): bigint[] {
  return [1n, 10n, 100n, 1_000n, 10_000n].map((factor) => market.tick * factor);
}
