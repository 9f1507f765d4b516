// The market that the trading page shows: its book, tape and figures, folded from the streams and
// drawn at most once a frame.
import { Book, type BookRow, type DepthDiff, type Snapshot } from "../domain/book";
import { parseUnits, type Price, type Quantity } from "../domain/decimal";
import type { Market } from "../domain/market";
import { Feed } from "../transport/feed";
import { get } from "../transport/rest";
import { venue } from "./venue.svelte";

export interface TapeRow {
  id: number;
  time: number;
  price: Price;
  quantity: Quantity;
  side: "BUY" | "SELL";
}

/** Decimal texts, as the venue tells them. */
export interface Ticker {
  last: string;
  change: string;
  changePercent: string;
  high: string;
  low: string;
  volume: string;
  quoteVolume: string;
}

/** Open time in ms; decimal texts. */
export interface Candle {
  time: number;
  open: string;
  high: string;
  low: string;
  close: string;
  volume: string;
}

export const INTERVALS = ["1s", "1m", "5m", "15m", "1h", "4h", "1d", "1w", "1M"] as const;
export type Interval = (typeof INTERVALS)[number];

const TAPE_LENGTH = 60;
const TAPE_MS = 100;
const SNAPSHOT_LEVELS = "1000";
const CANDLES = "500";
const MAX_BUFFERED = 1_000;

type RestTrade = { id: number; price: string; qty: string; time: number; isBuyerMaker: boolean };
type StreamTrade = { t: number; p: string; q: string; T: number; m: boolean };
type RestTicker = Record<
  "lastPrice" | "priceChange" | "priceChangePercent" | "highPrice" | "lowPrice" | "volume" | "quoteVolume",
  string
>;
type StreamTicker = Record<"c" | "p" | "P" | "h" | "l" | "v" | "q", string>;
type StreamCandle = { k: { t: number; i: string } & Record<"o" | "h" | "l" | "c" | "v", string> };
type RestCandle = [number, string, string, string, string, string, ...unknown[]];

/** What else listens on the connection: the account of who has signed in. */
export interface Listener {
  opened(feed: Feed): void;
  message(stream: string, data: unknown): void;
}

export class TradeModel {
  bids = $state.raw<BookRow[]>([]);
  asks = $state.raw<BookRow[]>([]);
  tape = $state.raw<TapeRow[]>([]);
  ticker = $state.raw<Ticker | null>(null);
  candles = $state.raw<Candle[] | null>(null);
  lastCandle = $state.raw<Candle | null>(null);
  interval = $state<Interval>("1m");
  isLive = $state(false);
  step = $state<bigint>(1n);
  rows = $state(16);

  private book: Book | null = null;
  private buffered: DepthDiff[] = [];
  private pendingTrades: TapeRow[] = [];
  private isDirty = false;
  private frame = 0;
  private drawnTape = 0;
  private isClosed = false;
  private readonly feed: Feed;
  private readonly stream: string;

  constructor(readonly market: Market, private readonly listener: Listener) {
    this.stream = market.symbol.toLowerCase();
    this.step = market.tick;
    const kinds = ["depth@100ms", "trade", "ticker", "avgPrice", `kline_${this.interval}`];
    this.feed = new Feed(kinds.map((kind) => `${this.stream}@${kind}`), {
      message: (stream, data) => this.receive(stream, data),
      state: (state) => {
        venue.connection = state;
        if (state !== "live") this.isLive = false;
      },
      opened: () => this.reload(),
      roundTrip: (milliseconds) => (venue.roundTrip_ms = milliseconds),
    });
    this.frame = requestAnimationFrame(this.draw);
  }

  close(): void {
    this.isClosed = true;
    cancelAnimationFrame(this.frame);
    this.feed.close();
  }

  /** Levels of a side as they are, best first. */
  levels(side: "BUY" | "SELL"): [Price, Quantity][] {
    return this.book?.levels(side) ?? [];
  }

  best(side: "BUY" | "SELL"): Price | null {
    return this.book?.best(side) ?? null;
  }

  setInterval(interval: Interval): void {
    if (interval === this.interval) return;
    this.feed.unsubscribe(`${this.stream}@kline_${this.interval}`);
    this.interval = interval;
    this.candles = null;
    this.feed.subscribe(`${this.stream}@kline_${interval}`);
    void this.loadCandles();
  }

  setStep(step: bigint): void {
    this.step = step;
    this.isDirty = true;
  }

  setRows(rows: number): void {
    if (rows === this.rows) return;
    this.rows = rows;
    this.isDirty = true;
  }

  private reload(): void {
    this.book = null;
    this.buffered = [];
    this.listener.opened(this.feed);
    this.loadBook().catch(() => this.feed.reopen());
    this.loadTape().catch(() => undefined);
    this.loadTicker().catch(() => undefined);
    this.loadCandles().catch(() => undefined);
  }

  private async loadBook(): Promise<void> {
    const symbol = this.market.symbol;
    const snapshot = await get<Snapshot>("/api/v3/depth", { symbol, limit: SNAPSHOT_LEVELS });
    if (this.isClosed) return;
    const first = this.buffered[0];
    if (first !== undefined && snapshot.lastUpdateId < first.U - 1) return this.loadBook();
    const book = new Book(this.market, snapshot);
    for (const diff of this.buffered) if (!book.apply(diff)) return this.loadBook();
    this.buffered = [];
    this.book = book;
    this.isDirty = true;
    this.isLive = true;
  }

  private async loadTape(): Promise<void> {
    const symbol = this.market.symbol;
    const trades = await get<RestTrade[]>("/api/v3/trades", { symbol, limit: String(TAPE_LENGTH) });
    const rows = trades.map((trade) =>
      this.tapeRow({ t: trade.id, p: trade.price, q: trade.qty, T: trade.time, m: trade.isBuyerMaker }),
    );
    this.pendingTrades = [];
    this.tape = rows.reverse();
  }

  private async loadTicker(): Promise<void> {
    const ticker = await get<RestTicker>("/api/v3/ticker/24hr", { symbol: this.market.symbol });
    this.ticker = {
      last: ticker.lastPrice,
      change: ticker.priceChange,
      changePercent: ticker.priceChangePercent,
      high: ticker.highPrice,
      low: ticker.lowPrice,
      volume: ticker.volume,
      quoteVolume: ticker.quoteVolume,
    };
  }

  private async loadCandles(): Promise<void> {
    const interval = this.interval;
    const symbol = this.market.symbol;
    const rows = await get<RestCandle[]>("/api/v3/klines", { symbol, interval, limit: CANDLES });
    if (interval !== this.interval) return;
    this.candles = rows.map(([time, open, high, low, close, volume]) => ({ time, open, high, low, close, volume }));
  }

  private receive(stream: string, data: unknown): void {
    const kind = stream.slice(this.stream.length + 1);
    if (!stream.startsWith(`${this.stream}@`)) return this.listener.message(stream, data);
    if (kind.startsWith("depth")) return this.onDiff(data as DepthDiff);
    if (kind === "trade") this.pendingTrades.unshift(this.tapeRow(data as StreamTrade));
    else if (kind === "ticker") this.onTicker(data as StreamTicker);
    else if (kind.startsWith("kline")) this.onCandle(data as StreamCandle);
  }

  private onDiff(diff: DepthDiff): void {
    if (this.book === null) {
      this.buffered.push(diff);
      if (this.buffered.length > MAX_BUFFERED) this.feed.reopen();
    } else if (this.book.apply(diff)) {
      this.isDirty = true;
    } else {
      this.isLive = false;
      this.book = null;
      this.buffered = [diff];
      this.loadBook().catch(() => this.feed.reopen());
    }
  }

  private onTicker(ticker: StreamTicker): void {
    const { c: last, p: change, P: changePercent, h: high, l: low, v: volume, q: quoteVolume } = ticker;
    this.ticker = { last, change, changePercent, high, low, volume, quoteVolume };
  }

  private onCandle({ k }: StreamCandle): void {
    if (k.i !== this.interval || this.candles === null) return;
    this.lastCandle = { time: k.t, open: k.o, high: k.h, low: k.l, close: k.c, volume: k.v };
  }

  private tapeRow(trade: StreamTrade): TapeRow {
    return {
      id: trade.t,
      time: trade.T,
      price: (parseUnits(trade.p, this.market.tickDigits) ?? 0n) as Price,
      quantity: (parseUnits(trade.q, this.market.lotDigits) ?? 0n) as Quantity,
      side: trade.m ? "SELL" : "BUY",
    };
  }

  private readonly draw = (now: number): void => {
    this.frame = requestAnimationFrame(this.draw);
    if (this.isDirty && this.book !== null) {
      this.isDirty = false;
      this.bids = this.book.rows("BUY", this.step, this.rows);
      this.asks = this.book.rows("SELL", this.step, this.rows);
    }
    if (this.pendingTrades.length > 0 && now - this.drawnTape > TAPE_MS) {
      this.drawnTape = now;
      const newest = this.tape[0]?.id ?? -1;
      const news = this.pendingTrades.filter((trade) => trade.id > newest);
      this.tape = [...news, ...this.tape].slice(0, TAPE_LENGTH);
      this.pendingTrades = [];
    }
  };
}
