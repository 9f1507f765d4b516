// The chart: candles, volume, and a line for each own order. Whoever may not show TradingView's
// notice replaces this file; nothing else knows the library.
import {
  CandlestickSeries,
  ColorType,
  CrosshairMode,
  HistogramSeries,
  LineStyle,
  createChart,
  type CandlestickData,
  type HistogramData,
  type IChartApi,
  type IPriceLine,
  type ISeriesApi,
  type UTCTimestamp,
} from "lightweight-charts";
import { isZero } from "../domain/decimal";
import type { Market } from "../domain/market";
import type { Order } from "../model/account.svelte";
import type { Candle } from "../model/trade.svelte";

const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

export class Chart {
  private readonly chart: IChartApi;
  private readonly candles: ISeriesApi<"Candlestick">;
  private readonly volume: ISeriesApi<"Histogram">;
  private readonly lines = new Map<string, IPriceLine>();
  private newest = 0;
  private loaded: readonly Candle[] = [];

  constructor(place: HTMLElement, market: Market) {
    this.chart = createChart(place, {
      autoSize: true,
      layout: { attributionLogo: false, fontSize: 11, fontFamily: "Inter, sans-serif", background: { type: ColorType.Solid, color: "transparent" } },
      crosshair: { mode: CrosshairMode.Normal },
      timeScale: { timeVisible: true, secondsVisible: false, rightOffset: 6, barSpacing: 7 },
    });
    this.candles = this.chart.addSeries(CandlestickSeries, {
      borderVisible: false,
      priceFormat: { type: "price", precision: market.tickDigits, minMove: 1 / 10 ** market.tickDigits },
    });
    this.candles.priceScale().applyOptions({ scaleMargins: { top: 0.08, bottom: 0.22 } });
    this.volume = this.chart.addSeries(HistogramSeries, {
      priceScaleId: "volume",
      priceFormat: { type: "volume" },
      lastValueVisible: false,
      priceLineVisible: false,
    });
    this.volume.priceScale().applyOptions({ scaleMargins: { top: 0.84, bottom: 0 } });
    this.useColours();
  }

  close(): void {
    this.chart.remove();
  }

  /** After a change of the theme. */
  useColours(): void {
    const line = colour("line");
    this.chart.applyOptions({
      layout: { textColor: colour("soft") },
      grid: { vertLines: { color: line, style: LineStyle.Dotted }, horzLines: { color: line, style: LineStyle.Dotted } },
      rightPriceScale: { borderColor: line },
      timeScale: { borderColor: line },
    });
    const [bid, ask] = [colour("bid"), colour("ask")];
    this.candles.applyOptions({ upColor: bid, downColor: ask, wickUpColor: bid, wickDownColor: ask });
    this.volume.setData(this.loaded.map((candle) => this.volumeOf(candle)));
  }

  setCandles(candles: readonly Candle[]): void {
    this.loaded = candles;
    this.newest = candles[candles.length - 1]?.time ?? 0;
    this.candles.setData(candles.map(candleOf));
    this.volume.setData(candles.map((candle) => this.volumeOf(candle)));
    this.chart.timeScale().scrollToRealTime();
  }

  update(candle: Candle): void {
    if (candle.time < this.newest) return;
    this.newest = candle.time;
    this.candles.update(candleOf(candle));
    this.volume.update(this.volumeOf(candle));
  }

  showOrders(orders: readonly Order[]): void {
    const open = new Set<string>(orders.map((order) => order.id));
    for (const [id, line] of this.lines) {
      if (open.has(id)) continue;
      this.candles.removePriceLine(line);
      this.lines.delete(id);
    }
    for (const order of orders) {
      if (this.lines.has(order.id) || isZero(order.price)) continue;
      const line = this.candles.createPriceLine({
        price: Number(order.price), // money-ok: a position on the chart's axis
        color: colour(order.side === "BUY" ? "bid" : "ask"),
        lineWidth: 1,
        lineStyle: LineStyle.Dashed,
        title: order.side === "BUY" ? "buy" : "sell",
      });
      this.lines.set(order.id, line);
    }
  }

  private volumeOf(candle: Candle): HistogramData<UTCTimestamp> {
    const rises = Number(candle.close) >= Number(candle.open);
    return { time: timeOf(candle), value: Number(candle.volume), color: colour(rises ? "bid-ground" : "ask-ground") };
  }
}

const timeOf = (candle: Candle) => (candle.time / 1_000) as UTCTimestamp;

// Only what is drawn becomes floating point.
function candleOf(candle: Candle): CandlestickData<UTCTimestamp> {
  return {
    time: timeOf(candle),
    open: Number(candle.open),
    high: Number(candle.high),
    low: Number(candle.low),
    close: Number(candle.close),
  };
}
