// One connection to the streams. It says when what it brings is live, and comes back by itself.
//
// Stale means: closed, or no message for SILENCE_MS. A stream that speaks every second
// (`<symbol>@avgPrice`, "heartbeat") must be among those subscribed.

export type FeedState = "connecting" | "live" | "stale";

export interface FeedEvents {
  message(stream: string, data: unknown): void;
  state(state: FeedState): void;
  /** Connected, or connected again: whatever was known is out of date. */
  opened(): void;
  roundTrip(milliseconds: number): void;
}

const SILENCE_MS = 2_500;
const RETRY_MS = [250, 500, 1_000, 2_000] as const;
const PROBE_MS = 2_000;

export class Feed {
  private socket: WebSocket | null = null;
  private lastMessage = 0;
  private attempt = 0;
  private nextId = 1;
  private readonly probes = new Map<number, number>();
  private readonly streams: Set<string>;
  private readonly timers: ReturnType<typeof setInterval>[] = [];
  private retry: ReturnType<typeof setTimeout> | undefined;
  private state: FeedState = "connecting";

  constructor(streams: readonly string[], private readonly events: FeedEvents) {
    this.streams = new Set(streams);
    this.connect();
    this.timers.push(setInterval(() => this.watch(), 250), setInterval(() => this.probe(), PROBE_MS));
  }

  subscribe(stream: string): void {
    this.streams.add(stream);
    this.request("SUBSCRIBE", [stream]);
  }

  unsubscribe(stream: string): void {
    this.streams.delete(stream);
    this.request("UNSUBSCRIBE", [stream]);
  }

  /** What was received does not fit together: everything is loaded again. */
  reopen(): void {
    this.drop();
  }

  close(): void {
    for (const timer of this.timers) clearInterval(timer);
    clearTimeout(this.retry);
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }

  private connect(): void {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/stream?streams=${[...this.streams].join("/")}`);
    this.socket = socket;
    this.lastMessage = performance.now();
    this.probes.clear();
    socket.onopen = () => {
      if (socket !== this.socket) return;
      this.attempt = 0;
      this.lastMessage = performance.now();
      this.events.opened();
      this.probe();
    };
    socket.onmessage = (event: MessageEvent<string>) => {
      if (socket === this.socket) this.receive(event.data);
    };
    socket.onclose = () => {
      if (socket === this.socket) this.drop();
    };
  }

  private drop(): void {
    const socket = this.socket;
    this.socket = null;
    socket?.close();
    this.setState("stale");
    const wait = RETRY_MS[Math.min(this.attempt++, RETRY_MS.length - 1)];
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.connect(), wait);
  }

  private receive(text: string): void {
    this.lastMessage = performance.now();
    const message = JSON.parse(text) as { stream?: string; data?: unknown; id?: number };
    if (message.stream !== undefined) {
      this.setState("live");
      this.events.message(message.stream, message.data);
      return;
    }
    const sent = message.id === undefined ? undefined : this.probes.get(message.id);
    if (sent === undefined) return;
    this.probes.clear();
    this.events.roundTrip(performance.now() - sent);
  }

  private request(method: string, streams?: string[]): number {
    const id = this.nextId++;
    if (this.socket?.readyState !== WebSocket.OPEN) return id;
    this.socket.send(JSON.stringify(streams === undefined ? { method, id } : { method, params: streams, id }));
    return id;
  }

  private probe(): void {
    this.probes.set(this.request("LIST_SUBSCRIPTIONS"), performance.now());
  }

  // Whoever hears nothing knows nothing.
  private watch(): void {
    if (this.socket !== null && performance.now() - this.lastMessage > SILENCE_MS) this.drop();
  }

  private setState(state: FeedState): void {
    if (state === this.state) return;
    this.state = state;
    this.events.state(state);
  }
}
