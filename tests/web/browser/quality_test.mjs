// Every page in both themes and on both screens: accessible, no wider than the screen, nothing from
// another host, nothing against the policy. And the pictures of README.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { axeViolations, DESKTOP, IMAGES, isLive, launch, LIVE, MOBILE, open, signIn } from "./browser.mjs";

let browser;
before(async () => {
  browser = await launch();
  mkdirSync(IMAGES, { recursive: true });
});
after(async () => {
  await browser?.close();
});

const TABS = ["Order history", "Trade history", "Funds", "API log", "Open orders"];
const ACCOUNT = [
  ["Overview", "Balances"],
  ["Security", "Sign-ins"],
  ["API keys", "API keys"],
  ["Deposits", "Deposits"],
  ["Statements", "Statement of trades"],
];
const SCREENS = { desktop: DESKTOP, mobile: MOBILE };
const figuresAreThere = (page) => page.getByTestId("bids").locator("button").nth(3).waitFor();

async function isWell({ page, faults }) {
  assert.deepEqual(await axeViolations(page), []);
  const [wide, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(wide <= screen, `${wide} pixels on a screen of ${screen}`);
  assert.deepEqual(faults, []);
}

test("axe finds what is wrong", async () => {
  const window = await open(browser, LIVE);
  await window.page.evaluate(() => document.body.append(document.createElement("button")));
  assert.match((await axeViolations(window.page)).join(), /button-name/);
  await window.page.evaluate(() => fetch("http://localhost:9/").catch(() => undefined));
  assert.match(window.faults.join(), /Content Security Policy/);
  await window.close();
});

for (const [screen, viewport] of Object.entries(SCREENS)) {
  for (const theme of ["dark", "light"]) {
    test(`markets, ${screen}, ${theme}`, async () => {
      const window = await open(browser, LIVE, { viewport, theme });
      await window.page.getByRole("link", { name: "BTC/USDT" }).waitFor();
      await isLive(window.page);
      await isWell(window);
      if (screen === "desktop" && theme === "light") await picture(window.page, "markets");
      await window.close();
    });

    test(`account, ${screen}, ${theme}`, async () => {
      const window = await open(browser, `${LIVE}/trade/BTCUSDT`, { viewport, theme });
      const { page } = window;
      await isLive(page);
      await signIn(page, "bob");
      await page.getByTestId("user").click();
      for (const [link, sign] of ACCOUNT) {
        await page.getByRole("navigation", { name: "Account" }).getByRole("link", { name: link }).click();
        await page.getByRole("heading", { name: sign, exact: true }).waitFor();
        await isWell(window);
        if (screen === "desktop" && theme === "dark") await picture(page, `account-${link.split(" ")[0].toLowerCase()}`);
      }
      if (screen === "mobile") await picture(page, `account-mobile-${theme}`);
      await window.close();
    });

    test(`trade, ${screen}, ${theme}`, async () => {
      const window = await open(browser, `${LIVE}/trade/BTCUSDT`, { viewport, theme });
      const { page } = window;
      await isLive(page);
      if (screen === "mobile") await page.getByRole("button", { name: "Order book" }).click();
      await figuresAreThere(page);
      await isWell(window);
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await page.getByRole("dialog").waitFor();
      await isWell(window);
      await page.keyboard.press("Escape");
      await signIn(page, "alice");
      await page.getByTestId("notice").first().waitFor({ state: "detached" });
      await placeTwo(page);
      // Each theme once, each screen once.
      const tabs = (screen === "desktop") === (theme === "dark") ? TABS : ["Open orders"];
      for (const tab of tabs) {
        await page.getByRole("tab", { name: new RegExp(`^${tab}`) }).click();
        await isWell(window);
      }
      await page.keyboard.press("?");
      await page.getByRole("dialog").waitFor();
      await isWell(window);
      await page.keyboard.press("Escape");
      if (screen === "mobile") await page.getByRole("button", { name: "Chart", exact: true }).click();
      await picture(page, `trade-${screen}-${theme}`);
      await window.close();
    });
  }
}

// At prices of the book, some levels away: they rest for a while, and the chart shows them.
async function placeTwo(page) {
  const all = page.getByRole("button", { name: "Cancel all" });
  if (await all.isVisible()) {
    await all.click();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel all" }).click();
    await page.getByTestId("open-orders").getByText("No orders.").waitFor();
  }
  for (const [side, rows] of [["Buy", "bids"], ["Sell", "asks"]]) {
    await page.getByRole("radio", { name: side, exact: true }).click();
    await page.getByTestId(rows).locator("button").nth(4).click();
    await page.locator("input[name=amount]").fill("0.05");
    await page.getByRole("button", { name: `${side} BTC`, exact: true }).click();
    await page.getByTestId("notice").filter({ hasText: `${side} order` }).waitFor();
  }
  const [fill, row] = await Promise.all(
    [".fill", null].map((part) => page.getByTestId("bids").locator(part === null ? "button" : `button ${part}`).first().boundingBox()),
  );
  assert.equal(fill.height, row.height, "the bar lies behind its row");
}

async function picture(page, name) {
  for (const notice of await page.getByRole("button", { name: "Dismiss" }).all()) await notice.click({ timeout: 1_000 }).catch(() => undefined);
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: `${IMAGES}/${name}.png` });
}
