// Whoever has signed in: balances, open orders, and what became of orders, loaded once a connection
// and kept current by the user data stream.
import { parseUnits, type Amount } from "../domain/decimal";
import type { AssetName, SymbolName } from "../domain/market";
import type { Feed } from "../transport/feed";
import { ApiFailure, identity, keyed, signed, type Fields } from "../transport/rest";
import type { Listener } from "./trade.svelte";

declare const id: unique symbol;
export type OrderId = string & { readonly [id]: "order" };
export type ListId = string & { readonly [id]: "list" };

/** Decimal texts. */
export interface Order {
  id: OrderId;
  symbol: SymbolName;
  clientOrderId: string;
  side: "BUY" | "SELL";
  type: string;
  price: string;
  quantity: string;
  executed: string;
  quoteExecuted: string;
  status: string;
  /** What triggers it; zero: it needs no trigger. */
  stopPrice: string;
  list: ListId | null;
  time: number;
}

export interface Fill {
  id: string;
  orderId: OrderId;
  symbol: SymbolName;
  side: "BUY" | "SELL";
  price: string;
  quantity: string;
  commission: string;
  commissionAsset: AssetName;
  isMaker: boolean;
  time: number;
}

/** Units of 10^-BALANCE_DIGITS. */
export interface Balance {
  free: Amount;
  locked: Amount;
}
export const BALANCE_DIGITS = 8;

interface SessionInfo {
  user: string | null;
}
interface RestOrder {
  symbol: SymbolName;
  orderId: number;
  clientOrderId: string;
  price: string;
  origQty: string;
  executedQty: string;
  cummulativeQuoteQty: string;
  status: string;
  type: string;
  side: "BUY" | "SELL";
  stopPrice?: string;
  orderListId: number;
  time: number;
}
interface RestFill {
  symbol: SymbolName;
  id: number;
  orderId: number;
  price: string;
  qty: string;
  commission: string;
  commissionAsset: AssetName;
  time: number;
  isBuyer: boolean;
  isMaker: boolean;
}
interface ExecutionReport {
  e: "executionReport";
  s: SymbolName;
  c: string;
  C: string;
  S: "BUY" | "SELL";
  o: string;
  q: string;
  p: string;
  P: string;
  g: number;
  x: string;
  X: string;
  i: number;
  l: string;
  z: string;
  Z: string;
  L: string;
  n: string;
  N: AssetName | null;
  T: number;
  t: number;
  m: boolean;
  O: number;
}
interface AccountPosition {
  e: "outboundAccountPosition";
  B: { a: AssetName; f: string; l: string }[];
}
type UserEvent = ExecutionReport | AccountPosition | { e: "listenKeyExpired" };

const HISTORY_LENGTH = 100;
const EXTEND_MS = 30 * 60_000;
const OPEN = new Set(["NEW", "PARTIALLY_FILLED", "PENDING_NEW"]);

const listIdOf = (list: number) => (list < 0 ? null : (String(list) as ListId));

function orderOf(order: RestOrder): Order {
  return {
    id: String(order.orderId) as OrderId,
    symbol: order.symbol,
    clientOrderId: order.clientOrderId,
    side: order.side,
    type: order.type,
    price: order.price,
    quantity: order.origQty,
    executed: order.executedQty,
    quoteExecuted: order.cummulativeQuoteQty,
    status: order.status,
    stopPrice: order.stopPrice ?? "0",
    list: listIdOf(order.orderListId),
    time: order.time,
  };
}

class Account implements Listener {
  user = $state<string | null>(null);
  isReady = $state(false);
  balances = $state.raw<ReadonlyMap<AssetName, Balance>>(new Map());
  openOrders = $state.raw<readonly Order[]>([]);
  history = $state.raw<readonly Order[]>([]);
  fills = $state.raw<readonly Fill[]>([]);
  symbol: SymbolName | null = null;

  private feed: Feed | null = null;
  private listenKey: string | null = null;
  private extend: ReturnType<typeof setInterval> | undefined;
  private earlyEvents: UserEvent[] | null = null;

  /** Asks the venue who we are. */
  async restore(): Promise<void> {
    try {
      await this.enter();
    } catch {
      this.setUser(null);
    }
  }

  /** The code of the second factor, where there is one: without it the failure says that it is needed. */
  async signIn(name: string, password: string, code?: string): Promise<void> {
    await identity("POST", "sign-in", { name, password, code });
    await this.enter();
  }

  async signUp(name: string, password: string): Promise<void> {
    await identity("POST", "sign-up", { name, password });
    await this.enter();
  }

  async signOut(): Promise<void> {
    await identity("POST", "sign-out");
    this.forget();
    this.setUser(null);
  }

  opened(feed: Feed): void {
    this.feed = feed;
    if (this.user !== null) this.start(feed);
  }

  message(stream: string, data: unknown): void {
    if (stream !== this.listenKey) return;
    const event = data as UserEvent;
    if (this.earlyEvents !== null) this.earlyEvents.push(event);
    else this.apply(event);
  }

  place(fields: Fields): Promise<RestOrder> {
    return signed<RestOrder>("POST", "/api/v3/order", { ...fields, newOrderRespType: "RESULT" });
  }

  /** An order list, at the path of its kind. */
  placeList(path: string, fields: Fields): Promise<{ orderListId: number }> {
    return signed<{ orderListId: number }>("POST", path, { ...fields, newOrderRespType: "ACK" });
  }

  /** Every order of the list. */
  async cancelList(symbol: SymbolName, list: ListId): Promise<void> {
    await signed("DELETE", "/api/v3/orderList", { symbol, orderListId: list });
  }

  /** To a smaller quantity: the order keeps its place in the queue. */
  async amend(order: Order, quantity: string): Promise<void> {
    const fields = { symbol: order.symbol, orderId: order.id, newQty: quantity };
    await signed("PUT", "/api/v3/order/amend/keepPriority", fields);
  }

  async cancel(order: Order): Promise<void> {
    await signed("DELETE", "/api/v3/order", { symbol: order.symbol, orderId: order.id });
  }

  /** Every open order of a market. */
  async cancelAll(symbol: SymbolName): Promise<void> {
    await signed("DELETE", "/api/v3/openOrders", { symbol });
  }

  free(asset: AssetName): Amount {
    return this.balances.get(asset)?.free ?? (0n as Amount);
  }

  // A new user's account is opened by the first question about the session.
  private async enter(): Promise<void> {
    this.setUser((await identity<SessionInfo>("GET", "session")).user);
    if (this.feed !== null && this.user !== null) this.start(this.feed);
  }

  private setUser(user: string | null): void {
    this.user = user;
    this.isReady = true;
  }

  private forget(): void {
    if (this.listenKey !== null) this.feed?.unsubscribe(this.listenKey);
    clearInterval(this.extend);
    this.listenKey = null;
    this.balances = new Map();
    this.openOrders = [];
    this.history = [];
    this.fills = [];
  }

  private start(feed: Feed): void {
    this.load(feed).catch((error: unknown) => {
      if (error instanceof ApiFailure && error.status === 401) {
        this.forget();
        this.setUser(null);
      }
    });
  }

  // Events that come while the lists are on their way are applied on top of them.
  private async load(feed: Feed): Promise<void> {
    this.earlyEvents = [];
    const { listenKey } = await keyed<{ listenKey: string }>("POST", "/api/v3/userDataStream");
    if (listenKey !== this.listenKey && this.listenKey !== null) feed.unsubscribe(this.listenKey);
    this.listenKey = listenKey;
    feed.subscribe(listenKey);
    clearInterval(this.extend);
    this.extend = setInterval(() => {
      keyed("PUT", "/api/v3/userDataStream", { listenKey }).catch(() => feed.reopen());
    }, EXTEND_MS);
    await this.loadLists();
    const early = this.earlyEvents ?? [];
    this.earlyEvents = null;
    for (const event of early) this.apply(event);
  }

  private async loadLists(): Promise<void> {
    const symbol = this.symbol ?? undefined;
    const [account, open, all, fills] = await Promise.all([
      signed<{ balances: { asset: AssetName; free: string; locked: string }[] }>("GET", "/api/v3/account"),
      signed<RestOrder[]>("GET", "/api/v3/openOrders"),
      signed<RestOrder[]>("GET", "/api/v3/allOrders", { symbol, limit: String(HISTORY_LENGTH) }),
      signed<RestFill[]>("GET", "/api/v3/myTrades", { symbol, limit: String(HISTORY_LENGTH) }),
    ]);
    this.balances = new Map();
    this.putBalances(account.balances.map(({ asset, free, locked }) => ({ a: asset, f: free, l: locked })));
    this.openOrders = open.map(orderOf).reverse();
    this.history = all.map(orderOf).filter((order) => !OPEN.has(order.status)).reverse();
    this.fills = fills.map(fillOf).reverse();
  }

  private putBalances(list: AccountPosition["B"]): void {
    const balances = new Map(this.balances);
    for (const { a, f, l } of list) {
      const free = (parseUnits(f, BALANCE_DIGITS) ?? 0n) as Amount;
      const locked = (parseUnits(l, BALANCE_DIGITS) ?? 0n) as Amount;
      balances.set(a, { free, locked });
    }
    this.balances = balances;
  }

  private apply(event: UserEvent): void {
    if (event.e === "outboundAccountPosition") this.putBalances(event.B);
    else if (event.e === "executionReport") this.onReport(event);
    else if (event.e === "listenKeyExpired" && this.feed !== null) this.start(this.feed);
  }

  private onReport(report: ExecutionReport): void {
    const order: Order = {
      id: String(report.i) as OrderId,
      symbol: report.s,
      clientOrderId: report.x === "CANCELED" && report.C !== "" ? report.C : report.c,
      side: report.S,
      type: report.o,
      price: report.p,
      quantity: report.q,
      executed: report.z,
      quoteExecuted: report.Z,
      status: report.X,
      stopPrice: report.P,
      list: listIdOf(report.g),
      time: report.O > 0 ? report.O : report.T,
    };
    const others = this.openOrders.filter((open) => open.id !== order.id);
    if (OPEN.has(order.status)) this.openOrders = [order, ...others];
    else {
      this.openOrders = others;
      const older = this.history.filter((done) => done.id !== order.id);
      this.history = [order, ...older].slice(0, HISTORY_LENGTH);
    }
    if (report.x === "TRADE") this.addFill(report);
  }

  private addFill(report: ExecutionReport): void {
    const fill: Fill = {
      id: String(report.t),
      orderId: String(report.i) as OrderId,
      symbol: report.s,
      side: report.S,
      price: report.L,
      quantity: report.l,
      commission: report.n,
      commissionAsset: report.N ?? ("" as AssetName),
      isMaker: report.m,
      time: report.T,
    };
    const others = this.fills.filter((known) => known.id !== fill.id || known.symbol !== fill.symbol);
    this.fills = [fill, ...others].slice(0, HISTORY_LENGTH);
  }
}

function fillOf(fill: RestFill): Fill {
  return {
    id: String(fill.id),
    orderId: String(fill.orderId) as OrderId,
    symbol: fill.symbol,
    side: fill.isBuyer ? "BUY" : "SELL",
    price: fill.price,
    quantity: fill.qty,
    commission: fill.commission,
    commissionAsset: fill.commissionAsset,
    isMaker: fill.isMaker,
    time: fill.time,
  };
}

export const account = new Account();
