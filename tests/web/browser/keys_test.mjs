// Every hotkey, trading by keyboard alone, and that no key acts while somebody types.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { becomes, isLive, launch, open, QUIET, signIn } from "./browser.mjs";

let browser, window, page;

before(async () => {
  browser = await launch();
  window = await open(browser, `${QUIET}/trade/ETHUSDT`);
  page = window.page;
  await isLive(page);
  await signIn(page, "alice");
});
after(async () => {
  await browser?.close();
});

const isChecked = async (name) => (await page.getByRole("radio", { name, exact: true }).getAttribute("aria-checked")) === "true";
const openOrders = () => page.getByTestId("open-orders").locator("tr");

test("side, type and share of the form", async () => {
  await page.keyboard.press("s");
  assert.ok(await isChecked("Sell"));
  await page.keyboard.press("b");
  assert.ok(await isChecked("Buy"));
  await page.keyboard.press("m");
  assert.ok(await isChecked("Market"));
  await page.keyboard.press("l");
  assert.ok(await isChecked("Limit"));
  await page.keyboard.press("s");
  for (const [key, amount] of [["1", "25"], ["2", "50"], ["3", "75"], ["4", "100"]]) {
    await page.keyboard.press(key);
    assert.equal(await page.locator("input[name=amount]").inputValue(), amount);
  }
});

test("steps of the book, the theme, the list of keys", async () => {
  const step = page.getByLabel("Price step");
  await page.keyboard.press("]");
  await page.keyboard.press("]");
  assert.equal(await step.inputValue(), "100");
  await page.keyboard.press("[");
  assert.equal(await step.inputValue(), "10");
  const theme = () => page.locator("html").getAttribute("data-theme");
  await page.keyboard.press("t");
  assert.equal(await theme(), "light");
  await page.keyboard.press("t");
  assert.equal(await theme(), "dark");
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
});

test("orders are placed and canceled by keys", async () => {
  for (const price of ["4000", "4001", "4002"]) {
    await page.locator("input[name=price]").fill(price);
    await page.locator("input[name=amount]").fill("1");
    await page.keyboard.press("Enter");
    await page.getByTestId("open-orders").getByText(`4,00${price[3]}.00`).waitFor();
    await page.locator("input[name=amount]").blur();
  }
  await page.keyboard.press("x");
  await page.getByTestId("open-orders").getByText("4,002.00").waitFor({ state: "detached" });
  assert.equal(await openOrders().count(), 2);
  await page.keyboard.press("Shift+X");
  await page.getByRole("dialog", { name: "Cancel all orders" }).getByRole("button", { name: "Cancel all" }).press("Enter");
  await becomes(openOrders(), ["No orders."]);
});

test("keys are letters while somebody types, and do nothing when switched off", async () => {
  await page.locator("input[name=price]").fill("");
  await page.locator("input[name=price]").press("b");
  assert.ok(await isChecked("Sell"), "typed, not pressed");
  await page.locator("input[name=price]").fill("");
  await page.locator("input[name=price]").blur();
  await page.keyboard.press("?");
  await page.getByLabel("Shortcuts are on").uncheck();
  await page.keyboard.press("Escape");
  await page.keyboard.press("b");
  assert.ok(await isChecked("Sell"), "switched off");
  await page.keyboard.press("?");
  await page.getByLabel("Shortcuts are on").check();
  await page.keyboard.press("Escape");
});

test("another market by keys", async () => {
  await page.keyboard.press("/");
  await page.getByRole("dialog").getByLabel("Search markets").fill("demo");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/trade/DEMOUSDT");
  await isLive(page);
  assert.deepEqual(window.faults, []);
});

test("on a small screen, d shows the book", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  assert.ok(!(await page.locator("#book-title").isVisible()));
  await page.keyboard.press("d");
  assert.ok(await page.locator("#book-title").isVisible());
});
