// The account's own pages: second factor, password, sessions, keys, statement with CSV.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { axeViolations, becomes, isLive, launch, open, QUIET, rowsBecome } from "./browser.mjs";

const MARKET = `${QUIET}/trade/ETHBTC`;
const PASSWORD = "correct horse battery";
const NEW_PASSWORD = "a wholly new password";
// What the venue refuses here is refused on purpose.
const refusals = (text) => /status of 40[01]/.test(text);
let browser, window, page, secret, recoveryCodes;

before(async () => {
  browser = await launch();
  window = await open(browser, MARKET, { allowed: refusals });
  page = window.page;
  await isLive(page);
  await openAccount(page, "gina");
});
after(async () => {
  await browser?.close();
});

async function openAccount(page, name) {
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("button", { name: "Open an account" }).click();
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Open account" }).click();
  await becomes(page.getByTestId("user"), [name]);
  await page.getByTestId("available").filter({ hasText: /\d/ }).waitFor();
}
const place = (name) => page.getByRole("navigation", { name: "Account" }).getByRole("link", { name }).click();

// RFC 6238, written down a second time.
function codeOf(base32, by = 0) {
  const bits = [...base32].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + by));
  const hash = createHmac("sha1", key).update(counter).digest();
  const value = hash.readUInt32BE(hash[19] & 15) & 0x7fffffff;
  return String(value % 1_000_000).padStart(6, "0");
}

async function isWell() {
  assert.deepEqual(await axeViolations(page), []);
  const [wide, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(wide <= screen, `${wide} pixels on a screen of ${screen}`);
}

test("the overview has the balances and commissions", async () => {
  await page.getByTestId("user").click();
  await page.waitForURL("**/account");
  await rowsBecome(page.getByTestId("balances"), [
    ["BTC", "0.25000000", "0.00000000", "0.25000000"],
    ["ETH", "5.00000000", "0.00000000", "5.00000000"],
    ["USDT", "25000.00000000", "0.00000000", "25000.00000000"],
    ["DEMO", "10000.00000000", "0.00000000", "10000.00000000"],
  ]);
  await page.getByText(/^Maker 0\.\d+ %, taker 0\.\d+ %\.$/).waitFor();
  await isWell();
});

test("an authenticator is set up, with recovery codes", async () => {
  await place("Security");
  await becomes(page.getByTestId("totp-state"), ["Authenticator: off."]);
  await isWell();
  await page.getByLabel("Your password").fill("a wrong one");
  await page.getByRole("button", { name: "Set up an authenticator" }).click();
  await page.getByRole("alert").getByText("Name or password is wrong.").waitFor();
  await page.getByLabel("Your password").fill(PASSWORD);
  await page.getByRole("button", { name: "Set up an authenticator" }).click();
  secret = await page.getByTestId("totp-secret").innerText();
  await page.getByLabel("Code that it shows").fill(codeOf(secret));
  await page.getByRole("button", { name: "Turn it on" }).click();
  await becomes(page.getByTestId("totp-state"), ["Authenticator: on, 10 recovery codes left."]);
  recoveryCodes = await page.getByTestId("recovery-codes").locator("li").allInnerTexts();
  assert.equal(new Set(recoveryCodes).size, 10);
  await isWell();
});

test("it is asked for at the next sign-in; a recovery code does, once", async () => {
  await page.getByRole("button", { name: "Sign out" }).click();
  const dialog = page.getByRole("dialog");
  for (const answer of ["000000", recoveryCodes[0]]) {
    await page.getByRole("button", { name: "Sign in to your account" }).click();
    await dialog.getByLabel("Name").fill("gina");
    await dialog.getByLabel("Password").fill(PASSWORD);
    await dialog.getByRole("button", { name: "Sign in" }).click();
    await dialog.getByLabel("Code of your authenticator").fill(answer);
    await dialog.getByRole("button", { name: "Sign in" }).click();
    if (answer !== "000000") break;
    await dialog.getByRole("alert").getByText("That code is wrong").waitFor();
    await isWell();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  }
  await becomes(page.getByTestId("totp-state"), ["Authenticator: on, 9 recovery codes left."]);
  const results = await page.getByTestId("sign-ins").locator("td:nth-child(3)").allInnerTexts();
  assert.deepEqual(results, ["signed in", "wrong code"]);
});

test("a new password ends the other sessions", async () => {
  const other = await open(browser, MARKET, { allowed: refusals });
  await isLive(other.page);
  await other.page.getByRole("button", { name: "Sign in", exact: true }).click();
  const dialog = other.page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("gina");
  await dialog.getByLabel("Password").fill(PASSWORD);
  await dialog.getByRole("button", { name: "Sign in" }).click();
  await dialog.getByLabel("Code of your authenticator").fill(recoveryCodes[1]);
  await dialog.getByRole("button", { name: "Sign in" }).click();
  await becomes(other.page.getByTestId("user"), ["gina"]);

  await page.getByLabel("Your password").fill(PASSWORD);
  await page.getByLabel("Code of your authenticator").fill(recoveryCodes[2]);
  await page.getByLabel("New password").fill(NEW_PASSWORD);
  await page.getByRole("button", { name: "Change password" }).click();
  await page.getByTestId("notice").filter({ hasText: "The password is changed" }).waitFor();
  await becomes(page.getByTestId("sessions").locator("td:nth-child(2)"), ["this browser"]);
  await other.page.reload();
  await other.page.getByRole("button", { name: "Sign in to trade" }).waitFor();
  await other.close();
});

test("an API key that may be used from somewhere else is of no use here", async () => {
  await place("API keys");
  await page.getByLabel("Label of a new key").fill("from afar");
  await page.getByLabel("Only from").fill("192.0.2.0/24, 2001:db8::/32");
  await page.getByRole("button", { name: "Make API key" }).click();
  await page.getByText("from 192.0.2.0/24, 2001:db8::/32").waitFor();
  await page.getByTestId("made-key").waitFor();
  await isWell();
});

test("deposits tell where the funds came from", async () => {
  await place("Deposits");
  await page.getByTestId("deposits").getByText("25000.00000000").waitFor();
  await isWell();
});

test("a statement of the period has exact sums, and its CSV the venue's texts", async () => {
  const bob = await open(browser, MARKET);
  await isLive(bob.page);
  await bob.page.getByRole("button", { name: "Sign in", exact: true }).click();
  await bob.page.getByRole("button", { name: "Open an account" }).click();
  await bob.page.getByLabel("Name").fill("hugo");
  await bob.page.getByLabel("Password").fill(PASSWORD);
  await bob.page.getByRole("button", { name: "Open account" }).click();
  await bob.page.getByTestId("available").filter({ hasText: /\d/ }).waitFor();
  await trade(bob.page, "Sell", "0.05001", "0.3");
  await page.goto(MARKET);
  await isLive(page);
  await page.getByTestId("available").filter({ hasText: /\d/ }).waitFor();
  await becomes(page.getByTestId("asks").locator("button .price"), ["0.05001"]);
  await trade(page, "Buy", "0.05001", "0.3");
  await page.getByTestId("notice").filter({ hasText: "FILLED" }).waitFor();
  await page.getByTestId("user").click();
  await place("Statements");
  await page.locator("main select").selectOption("ETHBTC");
  await page.getByRole("button", { name: "Show" }).click();
  const sums = page.getByTestId("sums").locator("tr");
  await sums.first().waitFor();
  assert.equal((await sums.first().innerText()).replace(/\s+/g, " ").trim(), "Bought 0.3 ETH for 0.015003 BTC");
  await isWell();
  const waiting = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as CSV" }).click();
  const [head, row, end] = readFileSync(await (await waiting).path(), "utf8").split("\r\n");
  assert.equal(head, "time,symbol,trade,order,side,price,quantity,quote,commission,commission_asset,role");
  assert.match(row, /^\d{4}-\d\d-\d\dT[\d:.]+Z,ETHBTC,\d+,\d+,BUY,0\.05001000,0\.30000000,0\.01500300,0\.\d{8},ETH,taker$/);
  assert.equal(end, "");
  await page.getByLabel("To, included").fill("2020-01-02");
  await page.getByLabel("From (UTC)").fill("2020-01-01");
  await page.getByRole("button", { name: "Show" }).click();
  await page.getByText("2020-01-01 to 2020-01-02: 0 trades").waitFor();
  await bob.close();
});

async function trade(page, side, price, amount) {
  await page.getByRole("radio", { name: side, exact: true }).click();
  await page.locator("input[name=price]").fill(price);
  await page.locator("input[name=amount]").fill(amount);
  await page.getByRole("button", { name: `${side} ETH`, exact: true }).click();
}

test("a holder freezes his account, and trades no more", async () => {
  await place("Security");
  await page.getByLabel("Your password").fill(NEW_PASSWORD);
  await page.getByLabel("Code of your authenticator").fill(recoveryCodes[3]);
  await page.getByLabel("I want trading").check();
  await page.getByRole("button", { name: "Freeze the account" }).click();
  await page.getByText("This account is frozen.").waitFor();
  await isWell();
  await page.goto(MARKET);
  await isLive(page);
  await page.getByTestId("available").filter({ hasText: /\d/ }).waitFor();
  await trade(page, "Buy", "0.04", "0.3");
  await page.getByTestId("notice").filter({ hasText: /^-\d+ / }).waitFor();
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(window.faults, []);
});
