// What the pages share: the markets, the venue's mode, how well the connection does.
import { get, identity, measureClock } from "../transport/rest";
import { marketOf, type Market, type SymbolInfo } from "../domain/market";
import type { FeedState } from "../transport/feed";

interface VenueInfo {
  mode: "dev" | "prod";
  /** Who may be signed in by one click, in dev. */
  demoUsers: string[];
}

class Venue {
  markets = $state.raw<readonly Market[]>([]);
  failure = $state<string | null>(null);
  isDev = $state(true);
  demoUsers = $state.raw<readonly string[]>([]);
  hasIdentity = $state(false);
  connection = $state<FeedState>("connecting");
  roundTrip_ms = $state<number | null>(null);

  async load(): Promise<void> {
    try {
      const [info] = await Promise.all([
        get<{ symbols: SymbolInfo[] }>("/api/v3/exchangeInfo"),
        measureClock(),
        this.loadIdentity(),
      ]);
      this.markets = info.symbols.map(marketOf);
      this.failure = null;
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
      setTimeout(() => void this.load(), 2_000);
    }
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
