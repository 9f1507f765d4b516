// What the pages share: the markets, the venue's mode, how well the connection does.
import { get, identity, measureClock, poll } from "../transport/rest";
import { marketOf, type Market, type SymbolInfo } from "../domain/market";
import type { FeedState } from "../transport/feed";

interface VenueInfo {
  mode: "dev" | "prod";
  /** Who may be signed in by one click, in dev. */
  demoUsers: string[];
}

// An operator makes, halts and resumes markets while the page is open.
const REFRESH_MS = 3_000;

class Venue {
  markets = $state.raw<readonly Market[]>([]);
  failure = $state<string | null>(null);
  isDev = $state(true);
  demoUsers = $state.raw<readonly string[]>([]);
  hasIdentity = $state(false);
  connection = $state<FeedState>("connecting");
  roundTrip_ms = $state<number | null>(null);

  private known = "";

  async load(): Promise<void> {
    try {
      const [info] = await Promise.all([
        get<{ symbols: SymbolInfo[] }>("/api/v3/exchangeInfo"),
        measureClock(),
        this.loadIdentity(),
      ]);
      this.take(info.symbols);
      this.failure = null;
      setTimeout(() => void this.refresh(), REFRESH_MS);
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
      setTimeout(() => void this.load(), 2_000);
    }
  }

  private async refresh(): Promise<void> {
    try {
      if (!document.hidden) this.take((await poll<{ symbols: SymbolInfo[] }>("/api/v3/exchangeInfo")).symbols);
    } catch {
      // The connection says so itself.
    }
    setTimeout(() => void this.refresh(), REFRESH_MS);
  }

  private take(symbols: SymbolInfo[]): void {
    const text = JSON.stringify(symbols);
    if (text === this.known) return;
    this.known = text;
    this.markets = symbols.map(marketOf);
  }

  find(symbol: string): Market | undefined {
    return this.markets.find((market) => market.symbol === symbol);
  }

  // A venue may be without accounts of people.
  private async loadIdentity(): Promise<void> {
    try {
      const info = await identity<VenueInfo>("GET", "venue");
      this.isDev = info.mode === "dev";
      this.demoUsers = info.demoUsers;
      this.hasIdentity = true;
    } catch {
      this.hasIdentity = false;
    }
  }
}

export const venue = new Venue();
