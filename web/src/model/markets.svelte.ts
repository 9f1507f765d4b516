// The table of all markets: 24-hour figures and the shape of the last hours.
import { cutUnits, formatUnits } from "../domain/decimal";
import { Feed } from "../transport/feed";
import { get } from "../transport/rest";
import { venue } from "./venue.svelte";

/** Decimal texts. */
export interface MarketRow {
  symbol: string;
  last: string;
  changePercent: string;
  high: string;
  low: string;
  quoteVolume: string;
}

interface RestTicker {
  symbol: string;
  lastPrice: string;
  priceChangePercent: string;
  highPrice: string;
  lowPrice: string;
  quoteVolume: string;
}

const RETRY_MS = 2_000;
const MOST_SPARKLINES = 50;

interface MiniTicker {
  s: string;
  o: string;
  h: string;
  l: string;
  c: string;
  q: string;
}

/** The change from open to last in percent, to three digits, as the venue writes it. */
export function percentOf({ open, last }: { open: string; last: string }): string {
  const DIGITS = 18;
  const from = cutUnits(open, DIGITS);
  if (from === 0n) return "0.000";
  return formatUnits(((cutUnits(last, DIGITS) - from) * 100_000n) / from, 3);
}

export class MarketsModel {
  rows = $state.raw<MarketRow[]>([]);
  sparklines = $state.raw<ReadonlyMap<string, readonly string[]>>(new Map());
  isLoaded = $state(false);

  private readonly feed: Feed;
  private isClosed = false;

  constructor() {
    this.feed = new Feed(["!miniTicker@arr"], {
      message: (_, data) => this.update(data as MiniTicker[]),
      state: (state) => (venue.connection = state),
      opened: () => {
        void this.refresh();
        void this.loadSparklines();
      },
      roundTrip: (milliseconds) => (venue.roundTrip_ms = milliseconds),
    });
  }

  close(): void {
    this.isClosed = true;
    this.feed.close();
  }

  /** There are so many markets now. */
  follow(count: number): void {
    if (this.isLoaded && count > this.rows.length) void this.refresh();
  }

  private async refresh(): Promise<void> {
    try {
      const tickers = await get<RestTicker[]>("/api/v3/ticker/24hr");
      this.rows = tickers.map((ticker) => ({
        symbol: ticker.symbol,
        last: ticker.lastPrice,
        changePercent: ticker.priceChangePercent,
        high: ticker.highPrice,
        low: ticker.lowPrice,
        quoteVolume: ticker.quoteVolume,
      }));
      this.isLoaded = true;
    } catch {
      setTimeout(() => void (this.isClosed || this.refresh()), RETRY_MS);
    }
  }

  private update(news: readonly MiniTicker[]): void {
    const bySymbol = new Map(news.map((ticker) => [ticker.s, ticker]));
    this.rows = this.rows.map((row) => {
      const ticker = bySymbol.get(row.symbol);
      if (ticker === undefined) return row;
      const { c: last, o: open, h: high, l: low, q: quoteVolume } = ticker;
      return { symbol: row.symbol, last, changePercent: percentOf({ open, last }), high, low, quoteVolume };
    });
  }

  private async loadSparklines(): Promise<void> {
    const names = venue.markets.map((market) => market.symbol).slice(0, MOST_SPARKLINES);
    const loaded = await Promise.all(
      names.map(async (symbol) => {
        const rows = await get<[number, string, string, string, string][]>("/api/v3/klines", {
          symbol,
          interval: "15m",
          limit: "32",
        });
        return [symbol, rows.map((row) => row[4])] as const;
      }),
    ).catch(() => []);
    this.sparklines = new Map(loaded);
  }
}
