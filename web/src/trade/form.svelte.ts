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
import { account, BALANCE_DIGITS } from "../model/account.svelte";
import type { TradeModel } from "../model/trade.svelte";
import type { Fields } from "../transport/rest";

export type OrderType = "LIMIT" | "MARKET" | "LIMIT_MAKER";
export type TimeInForce = "GTC" | "IOC" | "FOK";
/** What the amount of a MARKET order counts. */
export type AmountKind = "base" | "quote";

export class Form {
  side = $state<"BUY" | "SELL">("BUY");
  type = $state<OrderType>("LIMIT");
  timeInForce = $state<TimeInForce>("GTC");
  amountKind = $state<AmountKind>("base");
  price = $state("");
  amount = $state("");
  /** Faults are told once somebody has tried, not while typing the first digits. */
  wasTried = $state(false);

  constructor(
    readonly market: Market,
    private readonly model: TradeModel,
  ) {}

  get needsPrice(): boolean {
    return this.type !== "MARKET";
  }
  get isByQuote(): boolean {
    return this.type === "MARKET" && this.amountKind === "quote";
  }

  /** A price of the book was clicked. */
  take(price: Price): void {
    if (this.type === "MARKET") this.type = "LIMIT";
    this.price = showPrice(this.market, price);
  }

  /** The price that the order would have; of MARKET the best one on the other side. */
  get referencePrice(): Price | null {
    if (this.needsPrice) return parseUnits(this.price, this.market.tickDigits) as Price | null;
    return this.model.best(this.side === "BUY" ? "SELL" : "BUY");
  }

  /** null when there is none to speak of. In notional units. */
  get notional(): Amount | null {
    const { tickDigits, lotDigits } = this.market;
    if (this.isByQuote) return parseUnits(this.amount, tickDigits + lotDigits) as Amount | null;
    const quantity = parseUnits(this.amount, lotDigits) as Quantity | null;
    if (!this.needsPrice) return quantity === null ? null : (this.walk?.notional ?? null);
    const price = this.referencePrice;
    return price === null || quantity === null ? null : notionalOf({ price, quantity });
  }

  /** What a MARKET order would find in the book as it is now. */
  get walk(): Walk | null {
    if (this.needsPrice) return null;
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

  get amountFault(): string | null {
    const { market } = this;
    if (this.isByQuote) {
      if (this.amount === "") return "Enter an amount.";
      const notional = parseUnits(this.amount, market.tickDigits + market.lotDigits);
      if (notional === null) return `"${this.amount}" is no amount of ${market.quote}.`;
      return faultOfNotional(market, notional as Amount);
    }
    const fault = faultOfQuantity(market, this.amount, this.needsPrice ? "limit" : "market");
    if (fault !== null || this.notional === null) return fault;
    return faultOfNotional(market, this.notional) ?? this.fundsFault;
  }

  private get fundsFault(): string | null {
    const { market, notional } = this;
    if (account.user === null || notional === null || this.type === "MARKET") return null;
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

  /** The parameters of POST /api/v3/order; null when something is wrong. */
  get fields(): Fields | null {
    if (this.priceFault !== null || this.amountFault !== null) return null;
    const { market, side, type } = this;
    const amount = trim(this.amount);
    return {
      symbol: market.symbol,
      side,
      type,
      timeInForce: type === "LIMIT" ? this.timeInForce : undefined,
      price: this.needsPrice ? this.price : undefined,
      quantity: this.isByQuote ? undefined : amount,
      quoteOrderQty: this.isByQuote ? amount : undefined,
    };
  }

  private setAmount(quantity: bigint): void {
    this.amount = trim(formatUnits(quantity, this.market.lotDigits));
  }
}
