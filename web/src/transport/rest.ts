// Requests to the venue that served the page. A session travels as a cookie that no script can read;
// the header X-Bourse-Session says that the page means to use it, which a foreign site cannot say.

export type Method = "GET" | "POST" | "PUT" | "DELETE";
export type Fields = Record<string, string | undefined>;

/** What the venue refused, or that its answer did not come. */
export class ApiFailure extends Error {
  override readonly name = "ApiFailure";
  constructor(
    readonly status: number,
    readonly code: number | null,
    message: string,
    /** What is missing: "code" is that of the second factor. */
    readonly needs: string | null = null,
  ) {
    super(message);
  }
  /** For people: "-1013 Filter failure: LOT_SIZE". */
  get text(): string {
    return this.code === null ? this.message : `${this.code} ${this.message}`;
  }
}

export interface LoggedCall {
  id: number;
  at: Date;
  method: Method;
  path: string;
  status: number;
  milliseconds: number;
  curl: string;
}

const LOG_LENGTH = 50;
const log: LoggedCall[] = [];
const listeners = new Set<(log: readonly LoggedCall[]) => void>();
let nextId = 1;

/** Calls back with the last calls, newest first, now and whenever there is one more. */
export function watchLog(listener: (log: readonly LoggedCall[]) => void): () => void {
  listeners.add(listener);
  listener([...log]);
  return () => listeners.delete(listener);
}

function encode(fields: Fields): string {
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) pairs.set(name, value);
  return pairs.toString();
}

interface Call {
  method: Method;
  path: string;
  form: string;
  signed: boolean;
}

// As a bot would do it: with a key and a signature instead of the session.
function curlOf({ method, path, form, signed }: Call): string {
  const url = `${location.origin}${path}${form === "" ? "" : `?${form}`}`;
  const verb = method === "GET" ? "" : ` -X ${method}`;
  if (!signed) return `curl${verb} '${url}'`;
  return `curl${verb} -H "X-MBX-APIKEY: $KEY" '${url}&signature='"$SIGNATURE"`;
}

async function send({ method, path, form, signed }: Call): Promise<Response> {
  const inBody = method === "POST" || method === "PUT";
  const headers: Record<string, string> = signed ? { "X-Bourse-Session": "1" } : {};
  if (inBody) headers["Content-Type"] = "application/x-www-form-urlencoded";
  const target = inBody || form === "" ? path : `${path}?${form}`;
  try {
    return await fetch(target, { method, headers, body: inBody ? form : null, cache: "no-store" });
  } catch {
    throw new ApiFailure(0, null, "The venue cannot be reached; nobody knows whether it took the request.");
  }
}

async function failureOf(response: Response): Promise<ApiFailure> {
  try {
    const { code, msg, needs } = (await response.json()) as { code?: number; msg?: string; needs?: string };
    return new ApiFailure(response.status, code ?? null, msg ?? response.statusText, needs ?? null);
  } catch {
    return new ApiFailure(response.status, null, response.statusText);
  }
}

async function perform<T>(call: Call, isLogged: boolean): Promise<T> {
  const at = new Date();
  const start = performance.now();
  let status = 0;
  try {
    const response = await send(call);
    status = response.status;
    if (!response.ok) throw await failureOf(response);
    return (await response.json()) as T;
  } finally {
    if (isLogged) {
      const milliseconds = Math.round(performance.now() - start);
      const { method, path } = call;
      log.unshift({ id: nextId++, at, method, path, status, milliseconds, curl: curlOf(call) });
      log.length = Math.min(log.length, LOG_LENGTH);
      for (const listener of listeners) listener([...log]);
    }
  }
}

/** A public operation of /api/v3. */
export function get<T>(path: string, fields: Fields = {}): Promise<T> {
  return perform<T>({ method: "GET", path, form: encode(fields), signed: false }, true);
}

let clockOffset_ms = 0;

/** How far the venue's clock is ahead of this one's. */
export async function measureClock(): Promise<void> {
  const sent = Date.now();
  const { serverTime } = await get<{ serverTime: number }>("/api/v3/time");
  clockOffset_ms = Math.round(serverTime - (sent + Date.now()) / 2);
}

export const venueTime = () => Date.now() + clockOffset_ms;

/** An operation of the signed-in user. */
export function signed<T>(method: Method, path: string, fields: Fields = {}): Promise<T> {
  const form = encode({ ...fields, timestamp: String(venueTime()) });
  return perform<T>({ method, path, form, signed: true }, true);
}

/** An operation of the signed-in user that takes no timestamp: those on listen keys. */
export function keyed<T>(method: Method, path: string, fields: Fields = {}): Promise<T> {
  return perform<T>({ method, path, form: encode(fields), signed: true }, true);
}

/** An operation on the session itself; not in the log, for it carries passwords. */
export function identity<T>(method: Method, path: string, fields: Fields = {}): Promise<T> {
  return perform<T>({ method, path: `/identity/${path}`, form: encode(fields), signed: true }, false);
}

/** As `get`, of what is asked again and again: not in the log. */
export function poll<T>(path: string, fields: Fields = {}): Promise<T> {
  return perform<T>({ method: "GET", path, form: encode(fields), signed: false }, false);
}

/** An operation of the operator's side. */
export function admin<T>(method: Method, path: string, fields: Fields = {}): Promise<T> {
  return perform<T>({ method, path: `/admin/api/${path}`, form: encode(fields), signed: true }, false);
}
