// Two people trade with each other in two windows: what each of them sees agrees to the last digit.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";
import { axeViolations, becomes, cells, isLive, launch, open, QUIET, rowsBecome, signIn, tab } from "./browser.mjs";

const URL = `${QUIET}/trade/BTCUSDT`;
let browser, alice, bob;

before(async () => {
  browser = await launch();
  const refusals = (text) => text.includes("status of 400"); // orders that the venue refuses
  alice = await open(browser, URL, { allowed: refusals });
  bob = await open(browser, URL, { allowed: refusals });
  for (const [window, name] of [[alice, "alice"], [bob, "bob"]]) {
    await isLive(window.page);
    await signIn(window.page, name);
  }
});
after(async () => {
  await browser?.close();
});

async function fill(page, { side, type = "Limit", price, amount }) {
  await page.getByRole("radio", { name: side, exact: true }).click();
  await page.getByRole("radio", { name: type, exact: true }).click();
  if (price !== undefined) await page.locator("input[name=price]").fill(price);
  await page.locator("input[name=amount]").fill(amount);
}
const submit = (page, side) => page.getByRole("button", { name: `${side} BTC`, exact: true }).click();
const withoutTime = (rows) => rows.map((row) => row.slice(1));

async function fundsBecome(page, wanted) {
  await tab(page, "Funds");
  await rowsBecome(page.getByTestId("funds"), wanted);
  await tab(page, "Open orders");
}

test("an order from the form rests, and everybody sees it", async () => {
  await fill(alice.page, { side: "Sell", price: "60000.01", amount: "0.5" });
  await becomes(alice.page.getByTestId("total"), ["30,000.005 USDT"]);
  await submit(alice.page, "Sell");
  for (const { page } of [alice, bob]) {
    await becomes(page.getByTestId("asks").locator("button"), ["Ask 60,000.01 0.50000 0.50000"]);
  }
  await becomes(alice.page.getByTestId("asks").locator(".own"), [""]);
  await becomes(bob.page.getByTestId("asks").locator(".own"), []);
});

test("a click on the book fills the form; the trade agrees to the last digit", async () => {
  await bob.page.getByRole("radio", { name: "Buy", exact: true }).click();
  await bob.page.getByTestId("asks").locator("button").first().click();
  assert.equal(await bob.page.locator("input[name=price]").inputValue(), "60000.01");
  await bob.page.locator("input[name=amount]").fill("0.2");
  await submit(bob.page, "Buy");

  for (const { page } of [alice, bob]) {
    await becomes(page.getByTestId("asks").locator("button"), ["Ask 60,000.01 0.30000 0.30000"]);
    await becomes(page.getByTestId("tape").locator("tr td:nth-child(-n+2)"), ["60,000.01", "0.20000"]);
    await becomes(page.getByTestId("last-price"), ["60,000.01"]);
  }
  // Commissions of what each receives: bob takes at 0.07 %, alice makes at 0.1 %.
  await fundsBecome(bob.page, [
    ["BTC", "10.19986000", "0.00000000", "10.19986000"],
    ["ETH", "100.00000000", "0.00000000", "100.00000000"],
    ["USDT", "487999.99800000", "0.00000000", "487999.99800000"],
    ["DEMO", "100000.00000000", "0.00000000", "100000.00000000"],
  ]);
  await fundsBecome(alice.page, [
    ["BTC", "9.50000000", "0.30000000", "9.80000000"],
    ["ETH", "100.00000000", "0.00000000", "100.00000000"],
    ["USDT", "511988.00199800", "0.00000000", "511988.00199800"],
    ["DEMO", "100000.00000000", "0.00000000", "100000.00000000"],
  ]);
  await tab(bob.page, "Trade history");
  await tab(alice.page, "Trade history");
  const bought = withoutTime(await cells(bob.page.getByTestId("fills")));
  const sold = withoutTime(await cells(alice.page.getByTestId("fills")));
  assert.deepEqual(bought, [["BTCUSDT", "BUY", "60,000.01", "0.20", "0.00014 BTC", "taker"]]);
  assert.deepEqual(sold, [["BTCUSDT", "SELL", "60,000.01", "0.20", "12.000002 USDT", "maker"]]);
});

test("market orders by base and by quote show what they will find, and find it", async () => {
  await fill(bob.page, { side: "Buy", type: "Market", amount: "0.1" });
  await becomes(bob.page.locator("form dd"), ["≈ 60,000.01", "60,000.01 · 1", "≈ 6,000.001 USDT"]);
  await submit(bob.page, "Buy");
  await becomes(alice.page.getByTestId("asks").locator("button"), ["Ask 60,000.01 0.20000 0.20000"]);
  await bob.page.getByLabel("Amount in").selectOption("quote");
  await bob.page.locator("input[name=amount]").fill("600.01");
  await submit(bob.page, "Buy");
  await becomes(alice.page.getByTestId("asks").locator("button"), ["Ask 60,000.01 0.19000 0.19000"]);
});

test("what cannot be is told before it is sent, and what the venue refuses with its code", async () => {
  const { page } = bob;
  await fill(page, { side: "Buy", price: "60000.001", amount: "0.000001" });
  await submit(page, "Buy");
  assert.match(await page.locator("#price-fault").innerText(), /tick 0\.01/);
  assert.match(await page.locator("#amount-fault").innerText(), /step 0\.00001/);
  await fill(page, { side: "Buy", price: "1", amount: "0.001" });
  assert.match(await page.locator("#amount-fault").innerText(), /NOTIONAL/);
  await fill(page, { side: "Buy", type: "Post-only", price: "60000.01", amount: "0.1" });
  await submit(page, "Buy");
  await page.getByTestId("notice").filter({ hasText: "-2010" }).waitFor();
});

test("canceling gives the money back; history and API log tell", async () => {
  const { page } = alice;
  await tab(page, "Open orders");
  await page.getByTestId("open-orders").getByRole("button", { name: /Cancel order/ }).click();
  await becomes(page.getByTestId("open-orders").locator("tr"), ["No orders."]);
  for (const window of [alice, bob]) await becomes(window.page.getByTestId("asks").locator("button"), []);
  await tab(page, "Order history");
  const rows = withoutTime(await cells(page.getByTestId("order-history")));
  assert.deepEqual(rows, [["BTCUSDT", "SELL", "LIMIT", "60,000.01", "–", "0.50", "0.31", "CANCELED"]]);
  await tab(page, "API log");
  const log = await page.getByTestId("api-log").innerText();
  assert.match(log, /curl -X DELETE -H "X-MBX-APIKEY: \$KEY"/);
  assert.ok(!log.includes("password"));
});

test("a new person opens an account and trades", async () => {
  const window = await open(browser, URL);
  const { page } = window;
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("button", { name: "Open an account" }).click();
  await page.getByLabel("Name").fill("dora");
  await page.getByLabel("Password").fill("correct horse battery");
  await page.getByRole("button", { name: "Open account" }).click();
  await becomes(page.getByTestId("user"), ["dora"]);
  await becomes(page.getByTestId("available"), ["25,000.00 USDT"]);
  await fill(page, { side: "Buy", price: "50000", amount: "0.1" });
  await submit(page, "Buy");
  await becomes(page.getByTestId("bids").locator("button"), ["Bid 50,000.00 0.10000 0.10000"]);
  await page.reload();
  await becomes(page.getByTestId("user"), ["dora"]);
  await page.getByRole("button", { name: "Cancel all" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel all" }).click();
  await becomes(page.getByTestId("bids").locator("button"), []);
  await usesAKeyByCurl(page);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("button", { name: "Sign in to your account" }).waitFor();
  assert.deepEqual(window.faults, []);
});

async function usesAKeyByCurl(page) {
  await page.getByTestId("user").click();
  await page.getByRole("link", { name: "API keys" }).click();
  await page.getByLabel("Label of a new key").fill("my first bot");
  await page.getByLabel("Kind").selectOption("HMAC");
  await page.getByRole("button", { name: "Make API key" }).click();
  const program = await page.getByTestId("made-key").innerText();
  const run = () => JSON.parse(execFileSync("bash", ["-c", program], { encoding: "utf8" }));
  assert.equal(run().balances[2].free, "25000.00000000");
  assert.deepEqual(await axeViolations(page), []);
  await page.getByRole("button", { name: "Revoke my first bot" }).click();
  await becomes(page.getByTestId("keys").locator("li"), ["None yet."]);
  assert.equal(run().code, -2015);
}

test("nothing went wrong on the way", () => {
  assert.deepEqual([...alice.faults, ...bob.faults], []);
});
