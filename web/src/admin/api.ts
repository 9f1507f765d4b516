// The operator's side of the venue: its reports and acts. Amounts stay the texts that they come as.
import { admin, ApiFailure, type Fields } from "../transport/rest";

export type Role = "OPERATOR" | "AUDITOR";

export interface AdminSession {
  user: string;
  role: Role | null;
  mode: "dev" | "prod";
}
export interface Dashboard {
  sequence: number;
  commands: number;
  orders: number;
  trades: number;
  rejects: number;
  /** Microseconds. */
  latency: { p50: number; p99: number; max: number };
  journalLag: number;
  rejectsByReason: { reason: string; count: number }[];
  pending: number;
  kills: number;
  invariants: { name: string; holds: boolean }[];
}
export interface AdminMarket {
  symbol: string;
  base: string;
  quote: string;
  mode: "TRADING" | "CANCEL_ONLY" | "HALT";
  tickSize: string;
  stepSize: string;
  minPrice: string;
  maxPrice: string;
  minQty: string;
  maxQty: string;
  minNotional: string;
  maxNotional: string;
  maxNumOrders: number;
  maxNumAlgoOrders: number;
}
export interface Asset {
  asset: string;
  decimals: number;
}
export interface FeeTier {
  tier: number;
  makerPercent: string;
  takerPercent: string;
}
export interface UserRow {
  user: string;
  account: number;
  role: Role | null;
  status: "ACTIVE" | "FROZEN" | "NOT_OPEN";
  tier?: number;
  openOrders: number;
}
export interface UserDetail extends UserRow {
  balances: { asset: string; free: string; locked: string }[];
  keys: { apiKey: string; label: string; permission: string; created: number }[];
  limits: { ordersPer10s: number; ordersPerDay: number } | null;
}
export interface AssetBalance {
  asset: string;
  deposited: string;
  withdrawn: string;
  available: string;
  held: string;
  commissions: string;
  difference: string;
}
export interface JournalCommand {
  sequence: number;
  time: number;
  kind: string;
  account: number;
  outcome: string;
  events: string[];
}
export interface JournalPage {
  oldest: number;
  next: number | null;
  commands: JournalCommand[];
}
export interface AuditEntry {
  number: number;
  time: number;
  phase: string;
  about: number;
  who: string;
  address: string;
  act: string;
  details: string;
  why: string;
  outcome: string;
  hash: string;
}
export interface AuditPage {
  head: number;
  hash: string;
  entries: AuditEntry[];
}
export interface Verified {
  holds: boolean;
  entries?: number;
  hash?: string;
  problem?: string;
}
export interface Kill {
  scope: string;
  target: string;
  who: string;
  why: string;
  time: number;
}
export interface WaitingRequest {
  request: number;
  time: number;
  who: string;
  act: string;
  details: string;
  why: string;
}
export interface Controls {
  operators: number;
  kills: Kill[];
  requests: WaitingRequest[];
}
export interface Fault {
  id: number;
  fault: string;
  strikes?: number;
}

export const read = <T>(path: string, fields: Fields = {}) => admin<T>("GET", path, fields);

/** What became of an act: done, or it waits for another operator. */
export interface ActResult {
  entry?: number;
  request?: number;
  outcome: string;
}
export const act = (path: string, fields: Fields) => admin<ActResult>("POST", path, fields);
export const clearFaults = (why: string) => admin("DELETE", "lab/faults", { why });

export const wordsOf = (error: unknown): string =>
  error instanceof ApiFailure ? error.text : error instanceof Error ? error.message : String(error);

export const timeOf = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace("T", " ").replace(/\.\d+Z$/, " UTC");

/** "symbol=BTCUSDT&mode=HALT" for people. */
export const detailsOf = (details: string): string =>
  [...new URLSearchParams(details)].map(([name, value]) => `${name} ${value}`).join(", ");

/** Without the zeros at the end: "0.01000000" is "0.01". */
export const short = (decimal: string): string =>
  decimal.includes(".") ? decimal.replace(/0+$/, "").replace(/\.$/, "") : decimal;
