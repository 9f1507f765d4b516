// Every order type from the form, lists with their legs, amending, and trading by keyboard alone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axeViolations, becomes, cells, isLive, launch, open, QUIET } from "./browser.mjs";

const URL = `${QUIET}/trade/ETHUSDT`;
const refusals = (text) => text.includes("status of 400");
let browser, maker, trader;

before(async () => {
  browser = await launch();
  maker = await open(browser, URL, { allowed: refusals });
  trader = await open(browser, URL, { allowed: refusals });
  await openAccount(maker.page, "erin");
  await openAccount(trader.page, "frank");
  // Stops need a last price: one trade, at 3,000.
  await place(maker.page, { side: "Sell", type: "Limit", price: "3000", amount: "0.1" });
  await maker.page.getByTestId("open-orders").getByText("3,000.00").waitFor();
  await place(trader.page, { side: "Buy", type: "Limit", price: "3000", amount: "0.1" });
  await becomes(trader.page.getByTestId("last-price"), ["3,000.00"]);
});
after(async () => {
  await browser?.close();
});

async function openAccount(page, name) {
  await isLive(page);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("button", { name: "Open an account" }).click();
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password").fill("correct horse battery");
  await page.getByRole("button", { name: "Open account" }).click();
  await becomes(page.getByTestId("user"), [name]);
  await page.getByTestId("available").filter({ hasText: /\d/ }).waitFor();
}

async function choose(page, type) {
  const radio = page.getByRole("radio", { name: type, exact: true });
  if ((await radio.count()) > 0) await radio.click();
  else await page.getByLabel("More order types").selectOption({ label: type });
}

async function place(page, { side, type, follows, ...texts }) {
  await page.getByRole("radio", { name: side, exact: true }).click();
  await choose(page, type);
  if (follows !== undefined) await page.getByLabel("Order that follows").selectOption({ label: follows });
  for (const [name, text] of Object.entries(texts)) await page.locator(`input[name=${name}]`).fill(text);
  await page.getByRole("button", { name: `${side} ETH`, exact: true }).click();
}

const openOrders = () => trader.page.getByTestId("open-orders");
async function ordersBecome(wanted) {
  const deadline = Date.now() + 30_000;
  let found;
  do {
    found = (await cells(openOrders())).map((row) => (row.length === 10 ? row.slice(2, 9).join(" ") : row[0]));
    found = found.map((row) => row.replace(/^List \d+ of/, "List of"));
    if (JSON.stringify(found) === JSON.stringify(wanted)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  } while (Date.now() < deadline);
  assert.deepEqual(found, wanted);
}
async function cancelAll() {
  const { page } = trader;
  await page.getByRole("button", { name: "Cancel all" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel all" }).click();
  await ordersBecome(["No orders."]);
}

const SINGLES = [
  [{ type: "Limit", price: "3500", amount: "0.1" }, "LIMIT 3,500.00 – 0.10 0.00 NEW"],
  [{ type: "Post-only", price: "3500", amount: "0.1" }, "LIMIT_MAKER 3,500.00 – 0.10 0.00 NEW"],
  [{ type: "Stop-loss limit", stopPrice: "2800", price: "2799", amount: "0.1" }, "STOP_LOSS_LIMIT 2,799.00 2,800.00 0.10 0.00 NEW"],
  [{ type: "Stop-loss market", stopPrice: "2800", amount: "0.1" }, "STOP_LOSS market 2,800.00 0.10 0.00 NEW"],
  [{ type: "Take-profit limit", stopPrice: "3300", price: "3299", amount: "0.1" }, "TAKE_PROFIT_LIMIT 3,299.00 3,300.00 0.10 0.00 NEW"],
  [{ type: "Take-profit market", stopPrice: "3300", amount: "0.1" }, "TAKE_PROFIT market 3,300.00 0.10 0.00 NEW"],
];
for (const [order, row] of SINGLES) {
  test(`${order.type} from the form`, async () => {
    await place(trader.page, { side: "Sell", ...order });
    await ordersBecome([`SELL ${row}`]);
    await openOrders().getByRole("button", { name: /^Cancel order/ }).click();
    await ordersBecome(["No orders."]);
  });
}

test("what the market offers beside these follows exchangeInfo", async () => {
  const { symbols } = await (await fetch(`${QUIET}/api/v3/exchangeInfo?symbol=ETHUSDT`)).json();
  await choose(trader.page, "Limit");
  assert.equal((await trader.page.locator("input[name=iceberg]").count()) === 1, symbols[0].icebergAllowed);
  await choose(trader.page, "Stop-loss market");
  assert.equal((await trader.page.locator("input[name=trailing]").count()) === 1, symbols[0].allowTrailingStop);
});

test("a stop that would trigger at once is refused with the venue's code", async () => {
  await place(trader.page, { side: "Sell", type: "Stop-loss market", stopPrice: "3100", amount: "0.1" });
  await trader.page.getByTestId("notice").filter({ hasText: "-2010" }).waitFor();
  await place(trader.page, { side: "Sell", type: "Stop-loss market", stopPrice: "2800.001", amount: "0.1" });
  assert.match(await trader.page.locator("#stopPrice-fault").innerText(), /tick 0\.01/);
});

test("OCO: its legs stand together, and are canceled together", async () => {
  await place(trader.page, {
    side: "Sell", type: "OCO: one cancels the other", price: "3400", amount: "0.2", stopPrice: "2700", stopLimitPrice: "2690",
  });
  await ordersBecome([
    "List of 2 orders, ETHUSDT",
    "SELL STOP_LOSS_LIMIT 2,690.00 2,700.00 0.20 0.00 NEW",
    "SELL LIMIT_MAKER 3,400.00 – 0.20 0.00 NEW",
  ]);
  assert.deepEqual(await axeViolations(trader.page), []);
  await openOrders().getByRole("button", { name: /^Cancel list/ }).click();
  await ordersBecome(["No orders."]);
});

for (const [follows, texts, row] of [
  ["Limit", { pendingPrice: "3200" }, "LIMIT 3,200.00 –"],
  ["Market", {}, "MARKET market –"],
  ["Stop-loss", { stopPrice: "2400" }, "STOP_LOSS market 2,400.00"],
  ["Take-profit", { stopPrice: "3600" }, "TAKE_PROFIT market 3,600.00"],
]) {
  test(`OTO: ${follows} waits for the working order`, async () => {
    await place(trader.page, { side: "Buy", type: "OTO: one triggers the other", follows, price: "2500", amount: "0.2", ...texts });
    await ordersBecome([
      "List of 2 orders, ETHUSDT",
      "BUY LIMIT 2,500.00 – 0.20 0.00 NEW",
      `SELL ${row} 0.20 0.00 PENDING_NEW`,
    ]);
    await openOrders().getByRole("button", { name: /^Cancel list/ }).click();
    await ordersBecome(["No orders."]);
  });
}

test("OTOCO: when the working order is filled, the others stand in the book", async () => {
  await place(trader.page, {
    side: "Buy", type: "OTOCO: one triggers an OCO", price: "2950", amount: "0.2", pendingPrice: "3400", stopPrice: "2600",
  });
  await ordersBecome([
    "List of 3 orders, ETHUSDT",
    "BUY LIMIT 2,950.00 – 0.20 0.00 NEW",
    "SELL STOP_LOSS market 2,600.00 0.20 0.00 PENDING_NEW",
    "SELL LIMIT_MAKER 3,400.00 – 0.20 0.00 PENDING_NEW",
  ]);
  await place(maker.page, { side: "Sell", type: "Market", amount: "0.2" });
  await ordersBecome([
    "List of 2 orders, ETHUSDT",
    "SELL STOP_LOSS market 2,600.00 0.20 0.00 NEW",
    "SELL LIMIT_MAKER 3,400.00 – 0.20 0.00 NEW",
  ]);
  await trader.page.reload();
  await ordersBecome([
    "List of 2 orders, ETHUSDT",
    "SELL STOP_LOSS market 2,600.00 0.20 0.00 NEW",
    "SELL LIMIT_MAKER 3,400.00 – 0.20 0.00 NEW",
  ]);
  await cancelAll();
});

test("an amended order is smaller and keeps its place", async () => {
  const { page } = trader;
  await place(page, { side: "Sell", type: "Limit", price: "3500", amount: "0.3" });
  await ordersBecome(["SELL LIMIT 3,500.00 – 0.30 0.00 NEW"]);
  await place(maker.page, { side: "Sell", type: "Limit", price: "3500", amount: "0.3" });
  await becomes(page.getByTestId("asks").locator("button"), ["Ask 3,500.00 0.6000 0.6000"]);
  await openOrders().getByRole("button", { name: /^Amend order/ }).click();
  const dialog = page.getByRole("dialog", { name: "Amend order" });
  await dialog.getByLabel("New amount").fill("0.4");
  await dialog.getByRole("button", { name: "Amend" }).click();
  assert.match(await dialog.locator("#amend-fault").innerText(), /Less than 0\.3/);
  assert.deepEqual(await axeViolations(page), []);
  await dialog.getByLabel("New amount").fill("0.1");
  await dialog.getByLabel("New amount").press("Enter");
  await ordersBecome(["SELL LIMIT 3,500.00 – 0.10 0.00 NEW"]);
  await becomes(page.getByTestId("asks").locator("button"), ["Ask 3,500.00 0.4000 0.4000"]);
  // First come, first served: what is bought now is the trader's.
  await place(maker.page, { side: "Buy", type: "Limit", price: "3500", amount: "0.1" });
  await ordersBecome(["No orders."]);
  await maker.page.getByRole("button", { name: "Cancel all" }).click();
  await maker.page.getByRole("dialog").getByRole("button", { name: "Cancel all" }).click();
  await becomes(page.getByTestId("asks").locator("button"), []);
});

// Tab, until the element has the focus.
async function tabTo(page, locator) {
  const wanted = await locator.elementHandle();
  for (let press = 0; press < 120; ++press) {
    if (await page.evaluate((element) => document.activeElement === element, wanted)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail("Tab does not get there");
}

test("an OCO list is placed and canceled by keys alone", async () => {
  const { page } = trader;
  await page.reload();
  await isLive(page);
  await page.getByTestId("available").filter({ hasText: /\d/ }).waitFor();
  await page.keyboard.press("s");
  await tabTo(page, page.getByLabel("More order types"));
  for (let press = 0; press < 10 && (await page.getByLabel("More order types").inputValue()) !== "OCO"; ++press) {
    await page.keyboard.press("ArrowDown");
  }
  for (const [name, text] of [["price", "3650"], ["amount", "0.1"], ["stopPrice", "2750"]]) {
    await tabTo(page, page.locator(`input[name=${name}]`));
    await page.keyboard.type(text);
  }
  await page.keyboard.press("Enter");
  await ordersBecome([
    "List of 2 orders, ETHUSDT",
    "SELL STOP_LOSS market 2,750.00 0.10 0.00 NEW",
    "SELL LIMIT_MAKER 3,650.00 – 0.10 0.00 NEW",
  ]);
  await tabTo(page, openOrders().getByRole("button", { name: /^Cancel list/ }));
  await page.keyboard.press("Enter");
  await ordersBecome(["No orders."]);
});

test("nothing went wrong on the way", () => {
  assert.deepEqual([...maker.faults, ...trader.faults], []);
});
