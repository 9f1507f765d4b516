// What the order form sends: an operation of the API and its parameters, from what was typed. The
// texts go out as they are; whether they fit the market's filters is asked before (market.ts).

export type Side = "BUY" | "SELL";
export type TimeInForce = "GTC" | "IOC" | "FOK";
export const LISTS = ["OCO", "OTO", "OTOCO"] as const;
export type ListKind = (typeof LISTS)[number];
export type SingleType =
  | "LIMIT"
  | "MARKET"
  | "LIMIT_MAKER"
  | "STOP_LOSS"
  | "STOP_LOSS_LIMIT"
  | "TAKE_PROFIT"
  | "TAKE_PROFIT_LIMIT";
export type OrderType = SingleType | ListKind;
/** What the order that waits in an OTO list is. */
export type PendingType = "LIMIT" | "MARKET" | "STOP_LOSS" | "TAKE_PROFIT";

/** Decimal texts; "" where the type has no use for one, or where it may be left out. */
export interface Draft {
  symbol: string;
  side: Side;
  type: OrderType;
  timeInForce: TimeInForce;
  /** Of MARKET only: how much to spend or receive, instead of `quantity`. */
  quoteQuantity: string;
  quantity: string;
  /** Of LIMIT and its kin; the limit leg of OCO; the working leg of OTO and OTOCO. */
  price: string;
  /** What triggers a stop, or the stop leg of a list. */
  stopPrice: string;
  /** Of the stop leg of OCO and OTOCO; without one it trades at the market. */
  stopLimitPrice: string;
  /** Basis points behind the best price since, instead of or beside `stopPrice`. */
  trailingDelta: string;
  /** The part that the book shows. */
  icebergQuantity: string;
  /** Of OTO: what comes after. Its side is the other one, its quantity the same. */
  pendingType: PendingType;
  /** Of the pending limit of OTO; the limit leg behind OTOCO. */
  pendingPrice: string;
}

export interface OrderRequest {
  path: string;
  fields: Record<string, string | undefined>;
}

export const isList = (type: OrderType): type is ListKind => (LISTS as readonly string[]).includes(type);
export const isStop = (type: OrderType) => type.startsWith("STOP_LOSS") || type.startsWith("TAKE_PROFIT");
export const hasLimitPrice = (type: OrderType) => type !== "MARKET" && type !== "STOP_LOSS" && type !== "TAKE_PROFIT";
/** Types whose amount may rest in the book, so that a part of it can be hidden. */
export const canHide = (type: OrderType) => type === "LIMIT" || (isStop(type) && hasLimitPrice(type));
export const otherSide = (side: Side): Side => (side === "BUY" ? "SELL" : "BUY");

const given = (text: string) => (text === "" ? undefined : text);

function singleOf(draft: Draft): OrderRequest {
  const { type } = draft;
  const isByQuote = type === "MARKET" && draft.quoteQuantity !== "";
  const isTimed = hasLimitPrice(type) && type !== "LIMIT_MAKER";
  return {
    path: "/api/v3/order",
    fields: {
      symbol: draft.symbol,
      side: draft.side,
      type,
      timeInForce: isTimed ? draft.timeInForce : undefined,
      price: hasLimitPrice(type) ? draft.price : undefined,
      quantity: isByQuote ? undefined : draft.quantity,
      quoteOrderQty: isByQuote ? draft.quoteQuantity : undefined,
      stopPrice: isStop(type) ? given(draft.stopPrice) : undefined,
      trailingDelta: isStop(type) ? given(draft.trailingDelta) : undefined,
      icebergQty: canHide(type) ? given(draft.icebergQuantity) : undefined,
    },
  };
}

interface Pair {
  side: Side;
  limitPrice: string;
  stopPrice: string;
  stopLimitPrice: string;
}

// A sale has its stop below the market and its limit above; a purchase the other way round.
function pairOf(pair: Pair, prefix: "" | "pending"): OrderRequest["fields"] {
  const names = prefix === "" ? (["above", "below"] as const) : (["pendingAbove", "pendingBelow"] as const);
  const [limit, stop] = pair.side === "SELL" ? names : [names[1], names[0]];
  const isLimit = pair.stopLimitPrice !== "";
  return {
    [`${limit}Type`]: "LIMIT_MAKER",
    [`${limit}Price`]: pair.limitPrice,
    [`${stop}Type`]: isLimit ? "STOP_LOSS_LIMIT" : "STOP_LOSS",
    [`${stop}StopPrice`]: pair.stopPrice,
    [`${stop}Price`]: given(pair.stopLimitPrice),
    [`${stop}TimeInForce`]: isLimit ? "GTC" : undefined,
  };
}

function workingOf(draft: Draft): OrderRequest["fields"] {
  return {
    symbol: draft.symbol,
    workingType: "LIMIT",
    workingSide: draft.side,
    workingPrice: draft.price,
    workingQuantity: draft.quantity,
    workingTimeInForce: draft.timeInForce,
    pendingSide: otherSide(draft.side),
    pendingQuantity: draft.quantity,
  };
}

function listOf(draft: Draft, kind: ListKind): OrderRequest {
  const { side, stopPrice, stopLimitPrice, pendingType } = draft;
  if (kind === "OCO") {
    const pair = pairOf({ side, limitPrice: draft.price, stopPrice, stopLimitPrice }, "");
    return { path: "/api/v3/orderList/oco", fields: { symbol: draft.symbol, side, quantity: draft.quantity, ...pair } };
  }
  if (kind === "OTOCO") {
    const pair = pairOf({ side: otherSide(side), limitPrice: draft.pendingPrice, stopPrice, stopLimitPrice }, "pending");
    return { path: "/api/v3/orderList/otoco", fields: { ...workingOf(draft), ...pair } };
  }
  const isLimit = pendingType === "LIMIT";
  return {
    path: "/api/v3/orderList/oto",
    fields: {
      ...workingOf(draft),
      pendingType,
      pendingPrice: isLimit ? draft.pendingPrice : undefined,
      pendingTimeInForce: isLimit ? "GTC" : undefined,
      pendingStopPrice: isStop(pendingType) ? stopPrice : undefined,
    },
  };
}

export function requestOf(draft: Draft): OrderRequest {
  return isList(draft.type) ? listOf(draft, draft.type) : singleOf(draft);
}
