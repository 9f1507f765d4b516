// Chromium for a test: pages that fail the test when they ask another host for something, break
// their policy, or log an error.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const web = createRequire(new URL("../../../web/package.json", import.meta.url));
const { chromium } = web("playwright-core");
const AXE = readFileSync(web.resolve("axe-core/axe.min.js"), "utf8");

export const QUIET = process.env.BOURSE_QUIET;
export const LIVE = process.env.BOURSE_LIVE;
export const ADMIN = process.env.BOURSE_ADMIN;
export const IMAGES = process.env.BOURSE_IMAGES;
export const DESKTOP = { width: 1440, height: 900 };
export const MOBILE = { width: 390, height: 844 };
const PATIENCE_MS = 30_000; // a loaded machine is slow, and no fault

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export async function launch() {
  return chromium.launch({ executablePath: "/usr/bin/chromium", args: ARGUMENTS });
}

/** A window of its own: cookies, storage. `faults` collects what must not happen. */
export async function open(browser, url, { viewport = DESKTOP, theme = "dark", allowed = () => false } = {}) {
  const context = await browser.newContext({ viewport, colorScheme: theme, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const faults = [];
  const host = new URL(url).host;
  page.on("request", (request) => {
    const asked = new URL(request.url());
    if (asked.protocol !== "data:" && asked.host !== host) faults.push(`foreign request: ${request.url()}`);
  });
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !allowed(message.text())) faults.push(`console: ${message.text()}`);
  });
  await page.goto(url);
  return { page, faults, close: () => context.close() };
}

export async function isLive(page) {
  await page.getByTestId("connection").filter({ hasText: "live" }).waitFor();
}

export async function signIn(page, name) {
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: `Trade as ${name}` }).click();
  await page.getByTestId("user").filter({ hasText: name }).waitFor();
  await page.getByTestId("available").filter({ hasText: /\d/ }).waitFor();
}

/** The text of what the locator finds, once it is as wanted. */
export async function becomes(locator, wanted) {
  const deadline = Date.now() + PATIENCE_MS;
  let found;
  do {
    found = (await locator.allTextContents()).map((text) => text.replace(/\s+/g, " ").trim());
    if (JSON.stringify(found) === JSON.stringify(wanted)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  } while (Date.now() < deadline);
  assert.deepEqual(found, wanted);
}

/** The cells of each row of a table body. */
export async function cells(body) {
  return body.locator("tr").evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.innerText.trim())));
}

export async function rowsBecome(body, wanted) {
  const deadline = Date.now() + PATIENCE_MS;
  let found;
  do {
    found = await cells(body);
    if (JSON.stringify(found) === JSON.stringify(wanted)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  } while (Date.now() < deadline);
  assert.deepEqual(found, wanted);
}

export async function axeViolations(page) {
  await page.evaluate(AXE);
  const violations = await page.evaluate(async () => (await globalThis.axe.run(document)).violations);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} ${node.failureSummary}`).join(" | ")}`);
}

export const tab = (page, name) => page.getByRole("tab", { name: new RegExp(`^${name}`) }).click();
