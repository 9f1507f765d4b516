// The order form: what was typed, what that means, and whether it can be sent.
import { floorTo, formatUnits, parseUnits, trim, type Amount, type Price, type Quantity } from "../domain/decimal";
import {
  faultOfNotional,
  faultOfPrice,
  faultOfQuantity,
  notionalOf,
  showNotional,
  showPrice,
  type Market,
} from "../domain/market";
import { walk, type Walk } from "../domain/walk";
import {
  canHide,
  hasLimitPrice,
  isList,
  isStop,
  requestOf,
  type Draft,
  type OrderRequest,
  type OrderType,
  type PendingType,
  type TimeInForce,
} from "../domain/order_request";
import { account, BALANCE_DIGITS } from "../model/account.svelte";
import type { TradeModel } from "../model/trade.svelte";

/** What the amount of a MARKET order counts. */
export type AmountKind = "base" | "quote";

export class Form {
  side = $state<"BUY" | "SELL">("BUY");
  type = $state<OrderType>("LIMIT");
  timeInForce = $state<TimeInForce>("GTC");
  amountKind = $state<AmountKind>("base");
  pendingType = $state<PendingType>("LIMIT");
  price = $state("");
  amount = $state("");
  stopPrice = $state("");
  stopLimitPrice = $state("");
  trailing = $state("");
  iceberg = $state("");
  pendingPrice = $state("");
  /** Faults are told once somebody has tried, not while typing the first digits. */
  wasTried = $state(false);

  constructor(
    readonly market: Market,
    private readonly model: TradeModel,
  ) {}

  get needsPrice(): boolean {
    return hasLimitPrice(this.type);
  }
  get needsStopPrice(): boolean {
    const { type, pendingType } = this;
    return isStop(type) || type === "OCO" || type === "OTOCO" || (type === "OTO" && isStop(pendingType));
  }
  get needsPendingPrice(): boolean {
    return this.type === "OTOCO" || (this.type === "OTO" && this.pendingType === "LIMIT");
  }
  get mayHide(): boolean {
    return this.market.hasIcebergs && canHide(this.type);
  }
  get mayTrail(): boolean {
    return this.market.hasTrailingStops && isStop(this.type);
  }
  get hasTimeInForce(): boolean {
    return this.needsPrice && this.type !== "LIMIT_MAKER" && this.type !== "OCO";
  }
  get isByQuote(): boolean {
    return this.type === "MARKET" && this.amountKind === "quote";
  }

  /** A price of the book was clicked. */
  take(price: Price): void {
    if (!this.needsPrice) this.type = "LIMIT";
    this.price = showPrice(this.market, price);
  }

  /** The price that the order would have; of stops at the market their trigger, of MARKET the best one on the other side. */
  get referencePrice(): Price | null {
    const text = this.needsPrice ? this.price : this.stopPrice;
    if (this.type !== "MARKET") return parseUnits(text, this.market.tickDigits) as Price | null;
    return this.model.best(this.side === "BUY" ? "SELL" : "BUY");
  }

  /** null when there is none to speak of. In notional units. */
  get notional(): Amount | null {
    const { tickDigits, lotDigits } = this.market;
    if (this.isByQuote) return parseUnits(this.amount, tickDigits + lotDigits) as Amount | null;
    const quantity = parseUnits(this.amount, lotDigits) as Quantity | null;
    if (this.type === "MARKET") return quantity === null ? null : (this.walk?.notional ?? null);
    const price = this.referencePrice;
    return price === null || quantity === null ? null : notionalOf({ price, quantity });
  }

  /** What a MARKET order would find in the book as it is now. */
  get walk(): Walk | null {
    if (this.type !== "MARKET") return null;
    const { lotDigits, tickDigits } = this.market;
    const digits = this.isByQuote ? tickDigits + lotDigits : lotDigits;
    const wanted = parseUnits(this.amount, digits);
    if (wanted === null || wanted === 0n) return null;
    const levels = this.model.levels(this.side === "BUY" ? "SELL" : "BUY");
    return walk(levels, { wanted, kind: this.isByQuote ? "quote" : "base" });
  }

  get priceFault(): string | null {
    return this.needsPrice ? faultOfPrice(this.market, this.price) : null;
  }

  get stopFault(): string | null {
    if (!this.needsStopPrice) return null;
    return this.stopPrice === "" && this.mayTrail && this.trailing !== "" ? null : faultOfPrice(this.market, this.stopPrice);
  }

  get stopLimitFault(): string | null {
    return this.needsStopPrice && this.stopLimitPrice !== "" ? faultOfPrice(this.market, this.stopLimitPrice) : null;
  }

  get pendingFault(): string | null {
    return this.needsPendingPrice ? faultOfPrice(this.market, this.pendingPrice) : null;
  }

  get trailingFault(): string | null {
    return this.mayTrail && !/^\d{0,5}$/.test(this.trailing) ? `"${this.trailing}" is no number of basis points.` : null;
  }

  get icebergFault(): string | null {
    return this.mayHide && this.iceberg !== "" ? faultOfQuantity(this.market, this.iceberg, "limit") : null;
  }

  get amountFault(): string | null {
    const { market } = this;
    if (this.isByQuote) {
      if (this.amount === "") return "Enter an amount.";
      const notional = parseUnits(this.amount, market.tickDigits + market.lotDigits);
      if (notional === null) return `"${this.amount}" is no amount of ${market.quote}.`;
      return faultOfNotional(market, notional as Amount);
    }
    const fault = faultOfQuantity(market, this.amount, this.type === "MARKET" ? "market" : "limit");
    if (fault !== null || this.notional === null) return fault;
    return faultOfNotional(market, this.notional) ?? this.fundsFault;
  }

  private get fundsFault(): string | null {
    const { market, notional } = this;
    if (account.user === null || notional === null || !this.needsPrice) return null;
    const scale = 10n ** BigInt(BALANCE_DIGITS);
    const notionalScale = 10n ** BigInt(market.tickDigits + market.lotDigits);
    if (this.side === "BUY") {
      const free = account.free(market.quote);
      return notional * scale > free * notionalScale ? `Not enough ${market.quote}.` : null;
    }
    const quantity = parseUnits(this.amount, market.lotDigits) ?? 0n;
    const free = account.free(market.base);
    return quantity * scale > free * 10n ** BigInt(market.lotDigits) ? `Not enough ${market.base}.` : null;
  }

  /** 25 to 100 percent of what is free. */
  fill(percent: bigint): void {
    const { market } = this;
    const balanceScale = 10n ** BigInt(BALANCE_DIGITS);
    const quantityScale = 10n ** BigInt(market.lotDigits);
    if (this.side === "SELL") {
      const free = (account.free(market.base) * percent) / 100n;
      this.setAmount(floorTo((free * quantityScale) / balanceScale, market.step));
      return;
    }
    const free = (account.free(market.quote) * percent) / 100n;
    if (this.isByQuote) {
      this.amount = trim(formatUnits(floorTo(free, 10n ** 6n), BALANCE_DIGITS));
      return;
    }
    const price = this.referencePrice ?? this.model.best("SELL");
    if (price === null || price === 0n) return;
    if (this.needsPrice && this.price === "") this.price = showPrice(market, price);
    const notional = (free * quantityScale * 10n ** BigInt(market.tickDigits)) / balanceScale;
    this.setAmount(floorTo(notional / price, market.step));
  }

  get total(): string {
    return this.notional === null ? "" : trim(showNotional(this.market, this.notional), 2);
  }

  /** What is sent; null when something is wrong. */
  get request(): OrderRequest | null {
    const faults = [
      this.priceFault,
      this.amountFault,
      this.stopFault,
      this.stopLimitFault,
      this.pendingFault,
      this.trailingFault,
      this.icebergFault,
    ];
    return faults.every((fault) => fault === null) ? requestOf(this.draft) : null;
  }

  /** After an order was taken: the prices stay for the next one, but not what may be left out. */
  clear(): void {
    this.amount = "";
    this.stopLimitPrice = "";
    this.trailing = "";
    this.iceberg = "";
    this.wasTried = false;
  }

  private get draft(): Draft {
    const amount = trim(this.amount);
    return {
      symbol: this.market.symbol,
      side: this.side,
      type: this.type,
      timeInForce: this.timeInForce,
      quoteQuantity: this.isByQuote ? amount : "",
      quantity: amount,
      price: this.price,
      stopPrice: this.stopPrice,
      stopLimitPrice: isList(this.type) ? this.stopLimitPrice : "",
      trailingDelta: this.mayTrail ? this.trailing : "",
      icebergQuantity: this.mayHide ? this.iceberg : "",
      pendingType: this.pendingType,
      pendingPrice: this.pendingPrice,
    };
  }

  private setAmount(quantity: bigint): void {
    this.amount = trim(formatUnits(quantity, this.market.lotDigits));
  }
}
