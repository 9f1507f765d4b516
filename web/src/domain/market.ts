// A market: its scales and filters from exchangeInfo, and what an order must satisfy before it is sent.
import { digitsOf, formatUnits, parseUnits, trim, type Amount, type Price, type Quantity } from "./decimal";

declare const name: unique symbol;
export type SymbolName = string & { readonly [name]: "symbol" };
export type AssetName = string & { readonly [name]: "asset" };

interface Filter {
  filterType: string;
  [field: string]: string | number | boolean;
}

export interface SymbolInfo {
  symbol: string;
  status: string;
  baseAsset: string;
  quoteAsset: string;
  quotePrecision: number;
  orderTypes: string[];
  icebergAllowed?: boolean;
  ocoAllowed?: boolean;
  otoAllowed?: boolean;
  amendAllowed?: boolean;
  allowTrailingStop?: boolean;
  filters: Filter[];
}

export interface Market {
  symbol: SymbolName;
  status: string;
  base: AssetName;
  quote: AssetName;
  orderTypes: readonly string[];
  hasIcebergs: boolean;
  hasOco: boolean;
  hasOto: boolean;
  hasAmend: boolean;
  hasTrailingStops: boolean;
  tickDigits: number;
  lotDigits: number;
  /** Of amounts of the quote asset, as typed and sent. */
  quoteDigits: number;
  tick: Price;
  step: Quantity;
  minPrice: Price;
  maxPrice: Price;
  minQuantity: Quantity;
  maxQuantity: Quantity;
  marketStep: Quantity;
  maxMarketQuantity: Quantity;
  /** In notional units: tickDigits + lotDigits. */
  minNotional: Amount;
}

export function marketOf(info: SymbolInfo): Market {
  const field = (type: string, key: string): string => {
    const value = info.filters.find((filter) => filter.filterType === type)?.[key];
    return typeof value === "string" ? value : "0";
  };
  const tickDigits = digitsOf(field("PRICE_FILTER", "tickSize"));
  const lotDigits = digitsOf(field("LOT_SIZE", "stepSize"));
  const price = (key: string) => (parseUnits(field("PRICE_FILTER", key), tickDigits) ?? 0n) as Price;
  const quantity = (type: string, key: string) =>
    (parseUnits(field(type, key), lotDigits) ?? 0n) as Quantity;
  return {
    symbol: info.symbol as SymbolName,
    status: info.status,
    base: info.baseAsset as AssetName,
    quote: info.quoteAsset as AssetName,
    orderTypes: info.orderTypes,
    hasIcebergs: info.icebergAllowed === true,
    hasOco: info.ocoAllowed === true,
    hasOto: info.otoAllowed === true,
    hasAmend: info.amendAllowed === true,
    hasTrailingStops: info.allowTrailingStop === true,
    tickDigits,
    lotDigits,
    quoteDigits: info.quotePrecision,
    tick: price("tickSize"),
    step: quantity("LOT_SIZE", "stepSize"),
    minPrice: price("minPrice"),
    maxPrice: price("maxPrice"),
    minQuantity: quantity("LOT_SIZE", "minQty"),
    maxQuantity: quantity("LOT_SIZE", "maxQty"),
    marketStep: quantity("MARKET_LOT_SIZE", "stepSize"),
    maxMarketQuantity: quantity("MARKET_LOT_SIZE", "maxQty"),
    minNotional: (parseUnits(field("NOTIONAL", "minNotional"), tickDigits + lotDigits) ?? 0n) as Amount,
  };
}

export const showPrice = (market: Market, price: Price) => formatUnits(price, market.tickDigits);
export const showQuantity = (market: Market, quantity: Quantity) =>
  formatUnits(quantity, market.lotDigits);

export interface Notional {
  price: Price;
  quantity: Quantity;
}
/** Exact: in units of tickDigits + lotDigits. */
export const notionalOf = ({ price, quantity }: Notional) => (price * quantity) as Amount;
export const showNotional = (market: Market, notional: Amount) =>
  formatUnits(notional, market.tickDigits + market.lotDigits);

/** Why a price cannot be sent, in the words of the filter; null when it can. */
export function faultOfPrice(market: Market, text: string): string | null {
  if (text === "") return "Enter a price.";
  const tick = trim(formatUnits(market.tick, market.tickDigits));
  const price = parseUnits(text, market.tickDigits);
  if (price === null) return `PRICE_FILTER: "${text}" is no multiple of the tick ${tick}.`;
  if (price % market.tick !== 0n) return `PRICE_FILTER: the tick is ${tick}.`;
  if (price < market.minPrice || price > market.maxPrice) {
    return `PRICE_FILTER: ${showPrice(market, market.minPrice)} to ${showPrice(market, market.maxPrice)}.`;
  }
  return null;
}

export type QuantityUse = "limit" | "market";

export function faultOfQuantity(market: Market, text: string, use: QuantityUse): string | null {
  if (text === "") return "Enter an amount.";
  const step = trim(formatUnits(market.step, market.lotDigits));
  const quantity = parseUnits(text, market.lotDigits);
  if (quantity === null) return `LOT_SIZE: "${text}" is no multiple of the step ${step}.`;
  if (market.step > 0n && quantity % market.step !== 0n) return `LOT_SIZE: the step is ${step}.`;
  if (quantity < market.minQuantity) return `LOT_SIZE: at least ${showQuantity(market, market.minQuantity)}.`;
  const most = use === "market" ? market.maxMarketQuantity : market.maxQuantity;
  if (most > 0n && quantity > most) return `LOT_SIZE: at most ${showQuantity(market, most)}.`;
  return null;
}

export function faultOfNotional(market: Market, notional: Amount): string | null {
  if (notional >= market.minNotional) return null;
  return `NOTIONAL: at least ${trim(showNotional(market, market.minNotional), 2)} ${market.quote}.`;
}
