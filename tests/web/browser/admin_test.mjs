// The operator's pages: a market is made and traded while the venue runs, halt and resume are seen
// by who trades, what is dangerous takes two, and every section is accessible.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { ADMIN, axeViolations, becomes, DESKTOP, IMAGES, isLive, launch, MOBILE, open, signIn } from "./browser.mjs";

let browser;
before(async () => {
  browser = await launch();
  mkdirSync(IMAGES, { recursive: true });
});
after(async () => {
  await browser?.close();
});

const SECTIONS = ["", "markets", "users", "ledger", "controls", "audit", "lab"];
const pathOf = (section) => `${ADMIN}/admin${section === "" ? "" : `/${section}`}`;

async function enter(name, section, options) {
  const window = await open(browser, pathOf(section), options);
  await window.page.getByRole("button", { name: `Enter as ${name}` }).click();
  await window.page.getByTestId("role").waitFor();
  return window;
}

/** Gives the reason that the dialog asks for, and waits for what became of it. */
async function confirm(page, title, { verb = "Do it", why = "a test" } = {}) {
  const dialog = page.getByRole("dialog", { name: title });
  await dialog.getByLabel("Reason").fill(why);
  await dialog.getByRole("button", { name: verb }).click();
  await dialog.waitFor({ state: "detached" });
}

test("a market is made by an operator, and two users trade it within a minute", async () => {
  const start = Date.now();
  const alice = await open(browser, ADMIN);
  await alice.page.getByRole("button", { name: "Trade as alice" }).click();
  await alice.page.getByTestId("user").filter({ hasText: "alice" }).waitFor();
  const operator = await enter("operator", "markets");
  const { page } = operator;
  const form = page.locator("form", { has: page.getByRole("button", { name: "Create market" }) });
  await form.locator("[name=market-base]").selectOption("ETH");
  await form.locator("[name=market-quote]").selectOption("DEMO");
  for (const [name, value] of [["symbol", "ETHDEMO"], ["tickSize", "0.01"], ["stepSize", "0.001"], ["maxPrice", "100000"], ["maxQty", "1000"]]) {
    await form.locator(`[name=market-${name}]`).fill(value);
  }
  await form.getByRole("button", { name: "Create market" }).click();
  await confirm(page, "Create market ETHDEMO");
  await page.getByTestId("admin-markets").getByRole("link", { name: "ETHDEMO" }).waitFor();

  // The page that was open all the time finds it by itself.
  await alice.page.getByRole("link", { name: "ETH/DEMO" }).click();
  await isLive(alice.page);
  const bob = await open(browser, `${ADMIN}/trade/ETHDEMO`);
  await isLive(bob.page);
  await signIn(bob.page, "bob");
  for (const [user, side] of [[alice, "Sell"], [bob, "Buy"]]) {
    await user.page.getByRole("radio", { name: side, exact: true }).click();
    await user.page.locator("input[name=price]").fill("30.5");
    await user.page.locator("input[name=amount]").fill("1.5");
    await user.page.getByRole("button", { name: `${side} ETH`, exact: true }).click();
    await user.page.getByTestId("notice").filter({ hasText: `${side} order` }).waitFor();
  }
  await bob.page.getByRole("tab", { name: /^Trade history/ }).click();
  await bob.page.getByRole("cell", { name: "30.50" }).first().waitFor();
  assert.ok(Date.now() - start < 60_000, `it took ${Date.now() - start} ms`);
  for (const window of [alice, bob, operator]) {
    assert.deepEqual(window.faults, []);
    await window.close();
  }
});

test("who trades sees halt and resume, and cancels meanwhile", async () => {
  const refused = (text) => /status of 400/.test(text);
  const alice = await open(browser, `${ADMIN}/trade/BTCUSDT`, { allowed: refused });
  await isLive(alice.page);
  await signIn(alice.page, "alice");
  await alice.page.locator("input[name=price]").fill("50000");
  await alice.page.locator("input[name=amount]").fill("0.01");
  await alice.page.getByRole("button", { name: "Buy BTC", exact: true }).click();
  await alice.page.getByTestId("open-orders").getByText("50,000.00").waitFor();
  const { page, faults, close } = await enter("operator", "markets");
  const state = alice.page.getByTitle("State of the market", { exact: true });
  for (const [verb, word] of [["Cancel only", "CANCEL_ONLY"], ["Halt", "HALT"]]) {
    await page.getByRole("button", { name: `${verb} BTCUSDT` }).click();
    await confirm(page, `${verb} BTCUSDT`);
    await becomes(state, [word]);
  }
  await alice.page.keyboard.press("x");
  await becomes(alice.page.getByTestId("open-orders").locator("tr"), ["No orders."]);
  await page.getByRole("button", { name: "Resume BTCUSDT" }).click();
  await confirm(page, "Resume BTCUSDT");
  await becomes(state, ["TRADING"]);
  assert.ok(await alice.page.getByTestId("connection").filter({ hasText: "live" }).isVisible(), "never cut");
  assert.deepEqual([...faults, ...alice.faults], []);
  await close();
  await alice.close();
});

test("a kill switch stops at once, and two resume", async () => {
  const operator = await enter("operator", "controls");
  await operator.page.getByRole("button", { name: "Stop" }).click();
  await confirm(operator.page, "Engage kill switch: VENUE", { why: "drill" });
  await operator.page.getByTestId("kills").getByText("by operator").waitFor();
  const info = await (await fetch(`${ADMIN}/api/v3/exchangeInfo`)).json();
  assert.deepEqual([...new Set(info.symbols.map(({ status }) => status))], ["HALT"]);
  await operator.page.getByRole("button", { name: "Release venue" }).click();
  await confirm(operator.page, "Release kill switch: VENUE", { verb: "Request" });
  await operator.page.getByTestId("requests").getByText("kill.release").waitFor();
  assert.equal(await operator.page.getByRole("button", { name: /^Approve/ }).count(), 0, "not by himself");

  const deputy = await enter("deputy", "controls");
  await deputy.page.getByRole("button", { name: /^Approve/ }).click();
  await confirm(deputy.page, /^Approve request/);
  await becomes(deputy.page.getByTestId("kills").locator("li"), ["None is engaged."]);
  const after = await (await fetch(`${ADMIN}/api/v3/exchangeInfo`)).json();
  assert.deepEqual([...new Set(after.symbols.map(({ status }) => status))], ["TRADING"]);

  const auditor = await enter("auditor", "audit");
  await auditor.page.getByRole("button", { name: "Verify the chain" }).click();
  await auditor.page.getByTestId("verified").filter({ hasText: "The chain holds" }).waitFor();
  await auditor.page.getByTestId("audit").getByText("drill").first().waitFor();
  await auditor.page.getByRole("link", { name: "Markets", exact: true }).last().click();
  await auditor.page.getByTestId("admin-markets").getByText("BTCUSDT").waitFor();
  assert.equal(await auditor.page.getByRole("button", { name: /^Halt/ }).count(), 0, "reads only");
  for (const window of [operator, deputy, auditor]) {
    assert.deepEqual(window.faults, []);
    await window.close();
  }
});

test("a user is frozen, and the journal tells what he did", async () => {
  const { page, faults, close } = await enter("operator", "users");
  await page.getByTestId("admin-users").getByRole("button", { name: "bob", exact: true }).click();
  const user = page.getByTestId("admin-user");
  await user.getByRole("button", { name: "Freeze" }).click();
  await confirm(page, "Freeze bob");
  await user.getByText("bob: FROZEN").waitFor();
  await user.getByRole("button", { name: "Unfreeze" }).click();
  await confirm(page, "Unfreeze bob");
  await user.getByText("bob: ACTIVE").waitFor();
  await page.getByRole("link", { name: "Ledger" }).click();
  await page.getByTestId("trial-balance").getByText("USDT").waitFor();
  const differences = await page.getByTestId("trial-balance").locator("td:last-child").allTextContents();
  assert.ok(differences.length >= 4 && differences.every((text) => !/[1-9]/.test(text)), differences.join());
  await page.getByLabel("Kind").selectOption("ChangeAccount");
  await page.getByRole("button", { name: "Search journal" }).click();
  await page.getByTestId("journal").getByText("AccountChanged").first().waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test("whoever has no role is told so", async () => {
  const { page, faults, close } = await open(browser, pathOf(""));
  await page.getByText("Sign in as an operator or an auditor.").waitFor();
  await page.getByRole("button", { name: "Trade as alice" }).click();
  await page.getByText("alice has no role here").waitFor();
  assert.deepEqual(faults, []);
  await close();
});

for (const [screen, viewport] of Object.entries({ desktop: DESKTOP, mobile: MOBILE })) {
  for (const theme of ["dark", "light"]) {
    test(`every section is well, ${screen}, ${theme}`, async () => {
      const { page, faults, close } = await enter("operator", "", { viewport, theme });
      for (const section of SECTIONS) {
        await page.goto(pathOf(section));
        await page.getByTestId("role").waitFor();
        await page.locator("section.panel, dl").first().waitFor();
        if (section === "users") {
          await page.getByTestId("admin-users").getByRole("button", { name: "alice", exact: true }).click();
          await page.getByTestId("admin-user").waitFor();
        }
        if (section === "ledger") {
          await page.getByRole("button", { name: "Search journal" }).click();
          await page.getByTestId("journal").locator("tr").first().waitFor();
        }
        await page.locator("tbody tr, ul li, dl div").first().waitFor();
        assert.deepEqual(await axeViolations(page), [], section);
        const [wide, most] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
        assert.ok(wide <= most, `${section}: ${wide} pixels on a screen of ${most}`);
        await page.evaluate(() => document.fonts.ready);
        await page.screenshot({ path: `${IMAGES}/admin-${section || "dashboard"}-${screen}-${theme}.png` });
      }
      await page.goto(pathOf("controls"));
      await page.getByRole("button", { name: "Stop" }).click();
      await page.getByRole("dialog").waitFor();
      assert.deepEqual(await axeViolations(page), [], "the dialog");
      assert.deepEqual(faults, []);
      await close();
    });
  }
}
