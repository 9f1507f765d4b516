// The live book, trades and last prices of the demo market, from the public API alone: a REST
// snapshot joined with the diff stream by the documented procedure. Prices and quantities stay
// decimal strings; they are compared as text, never turned into floats.
"use strict";

const LEVELS = 20;
const TRADES = 20;
const SILENCE_MS = 2000;  // twice the period of avgPrice, which comes every second
const RETRY_MS = 1000;

const $ = (id) => document.getElementById(id);
const symbol = (new URLSearchParams(location.search).get("symbol") || "BTCUSDT").toUpperCase();
const lower = symbol.toLowerCase();

let socket = null;
let lastMessage = 0;
let book = null;
let buffered = [];
let trades = [];
let lastPrices = new Map();
let changed = false;

// Decimal strings of equal scale: the longer whole part is larger, then the text decides.
function compareDecimals(a, b) {
  const wholeA = a.indexOf("."), wholeB = b.indexOf(".");
  if (wholeA !== wholeB) return wholeA - wholeB;
  return a < b ? -1 : a > b ? 1 : 0;
}
const isZero = (text) => /^[0.]*$/.test(text);
// Zeros behind the last significant digit, down to two places.
const shorten = (text) => text.replace(/(\.\d\d\d*?)0+$/, "$1");

function setState(state) {
  document.body.className = state;
  $("state").textContent = state;
  $("banner").hidden = state !== "stale";
}

function applyLevels(side, levels) {
  for (const [price, quantity] of levels) {
    if (isZero(quantity)) side.delete(price);
    else side.set(price, quantity);
  }
}

// False when events are missing: the book must be loaded again.
function applyDiff(diff) {
  if (diff.u <= book.id) return true;
  if (diff.U > book.id + 1) return false;
  applyLevels(book.bids, diff.b);
  applyLevels(book.asks, diff.a);
  book.id = diff.u;
  changed = true;
  return true;
}

async function getJson(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

async function loadBook(owner) {
  book = null;
  const snapshot = await getJson(`/api/v3/depth?symbol=${encodeURIComponent(symbol)}&limit=5000`);
  if (owner !== socket) return;
  if (buffered.length > 0 && snapshot.lastUpdateId < buffered[0].U - 1) return loadBook(owner);
  book = { id: snapshot.lastUpdateId, bids: new Map(snapshot.bids), asks: new Map(snapshot.asks) };
  const events = buffered;
  buffered = [];
  for (const diff of events) if (!applyDiff(diff)) return loadBook(owner);
  changed = true;
}

function onDiff(diff) {
  if (book === null) buffered.push(diff);
  else if (!applyDiff(diff)) {
    buffered = [diff];
    reload(socket);
  }
}

function reload(owner) {
  loadBook(owner).catch(() => owner.close());
}

function onMessage(message) {
  lastMessage = Date.now();
  const { stream, data } = JSON.parse(message.data);
  if (stream.includes("@depth")) onDiff(data);
  else if (stream.endsWith("@trade")) trades = [data, ...trades].slice(0, TRADES);
  else if (stream === "!miniTicker@arr") for (const ticker of data) lastPrices.set(ticker.s, ticker.c);
  changed = true;
}

function connect() {
  setState("connecting");
  buffered = [];
  book = null;
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const streams = [`${lower}@depth@100ms`, `${lower}@trade`, `${lower}@avgPrice`, "!miniTicker@arr"];
  const made = new WebSocket(`${scheme}://${location.host}/stream?streams=${streams.join("/")}`);
  socket = made;
  lastMessage = Date.now();
  made.onopen = () => reload(made);
  made.onmessage = (message) => { if (made === socket) onMessage(message); };
  made.onclose = () => {
    if (made !== socket) return;
    setState("stale");
    setTimeout(connect, RETRY_MS);
  };
}

async function loadFirst() {
  const [prices, recent] = await Promise.all([
    getJson("/api/v3/ticker/price"),
    getJson(`/api/v3/trades?symbol=${encodeURIComponent(symbol)}&limit=${TRADES}`),
  ]);
  for (const { symbol: name, price } of prices) lastPrices.set(name, price);
  trades = recent.reverse().map((t) => ({ T: t.time, p: t.price, q: t.qty, m: t.isBuyerMaker }));
  changed = true;
}

function row(cells) {
  const tr = document.createElement("tr");
  for (const { text, className, tag } of cells) {
    const cell = document.createElement(tag || "td");
    cell.append(text);
    if (className) cell.className = className;
    if (tag === "th") cell.scope = "row";
    tr.append(cell);
  }
  return tr;
}

function marketLink(name) {
  const link = document.createElement("a");
  link.href = `?symbol=${encodeURIComponent(name)}`;
  link.textContent = name;
  if (name === symbol) link.setAttribute("aria-current", "page");
  return link;
}

const best = (side, direction) =>
  [...side].sort((a, b) => direction * compareDecimals(a[0], b[0])).slice(0, LEVELS);

function draw() {
  if (!changed) return;
  changed = false;
  const levels = (list) => list.map(([price, quantity]) => row([{ text: shorten(price) }, { text: shorten(quantity) }]));
  if (book !== null) {
    $("bids").replaceChildren(...levels(best(book.bids, -1)));
    $("asks").replaceChildren(...levels(best(book.asks, 1)));
  }
  $("trades").replaceChildren(...trades.map((t) => row([
    { text: new Date(t.T).toLocaleTimeString([], { hour12: false }) },
    t.m ? { text: "sell", className: "sell" } : { text: "buy", className: "buy" },
    { text: shorten(t.p) },
    { text: shorten(t.q) },
  ])));
  // Not while somebody is about to follow a link.
  if ($("markets").contains(document.activeElement)) return;
  $("markets").replaceChildren(...[...lastPrices].sort().map(([name, price]) => row([
    { text: marketLink(name), tag: "th" }, { text: shorten(price) },
  ])));
}

// A calm sentence for those who listen.
function summarize() {
  if (book === null || document.body.className !== "live") return;
  const [bid] = best(book.bids, -1), [ask] = best(book.asks, 1);
  if (bid && ask) $("summary").textContent = `${symbol}: bid ${shorten(bid[0])}, ask ${shorten(ask[0])}`;
}

function watch() {
  if (Date.now() - lastMessage > SILENCE_MS) {
    setState("stale");
    if (socket.readyState === WebSocket.OPEN) socket.close();
  } else if (book !== null && socket.readyState === WebSocket.OPEN) {
    if (document.body.className !== "live") setState("live");
  }
}

$("symbol").textContent = symbol;
document.title = `${symbol}: bourse, demo market`;
connect();
loadFirst().catch(() => {});  // the streams bring the same a little later
setInterval(draw, 200);
setInterval(watch, 500);
setInterval(summarize, 15000);
