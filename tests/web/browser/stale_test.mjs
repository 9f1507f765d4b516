// A connection that is cut, and one that only falls silent: the page says so, locks what would act
// on old figures, and comes back by itself.
import assert from "node:assert/strict";
import net from "node:net";
import { after, before, test } from "node:test";
import { isLive, launch, LIVE, open, signIn } from "./browser.mjs";

/** Passes on what comes to it, until told otherwise. */
class Line {
  #sockets = new Set();
  #mode = "through";

  async start(url) {
    const { hostname, port } = new URL(url);
    this.server = net.createServer((near) => {
      if (this.#mode === "cut") return near.destroy();
      const far = net.connect(Number(port), hostname);
      for (const [from, to] of [[near, far], [far, near]]) {
        this.#sockets.add(from);
        from.on("data", (bytes) => this.#mode === "silent" || to.write(bytes));
        from.on("close", () => (this.#sockets.delete(from), to.destroy()));
        from.on("error", () => to.destroy());
      }
    });
    await new Promise((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${this.server.address().port}`;
  }
  restore() {
    this.#mode = "through";
    for (const socket of this.#sockets) socket.destroy(); // what was swallowed is lost
  }
  cut() {
    this.#mode = "cut";
    for (const socket of this.#sockets) socket.destroy();
  }
  silence() {
    this.#mode = "silent";
  }
  stop() {
    this.cut();
    this.server.close();
  }
}

const line = new Line();
let browser, page;

before(async () => {
  browser = await launch();
  const url = await line.start(LIVE);
  ({ page } = await open(browser, `${url}/trade/BTCUSDT`));
  await isLive(page);
  await signIn(page, "bob");
  await page.getByTestId("bids").locator("button").first().waitFor();
});
after(async () => {
  await browser?.close();
  line.stop();
});

async function isLocked() {
  await page.getByTestId("stale").waitFor();
  await page.getByRole("button", { name: "Waiting for the market" }).waitFor();
  assert.ok(await page.getByRole("button", { name: "Waiting for the market" }).isDisabled());
  const rows = await page.getByTestId("bids").locator("button").all();
  assert.ok(rows.length > 0);
  for (const row of rows) assert.ok(await row.isDisabled());
}

async function isUnlocked() {
  await page.getByTestId("stale").waitFor({ state: "detached" });
  await isLive(page);
  await page.getByRole("button", { name: /^(Buy|Sell) BTC$/ }).waitFor();
  assert.ok(await page.getByTestId("bids").locator("button").first().isEnabled());
}

for (const fault of ["cut", "silence"]) {
  test(`${fault}: the page locks, and unlocks with a book that is right`, async () => {
    await isUnlocked();
    line[fault]();
    await isLocked();
    line.restore();
    await isUnlocked();
    await bookAgrees();
  });
}

// The best bid of the page is one that the venue has told since the page was asked.
async function bookAgrees() {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    const before = await bestBid();
    const shown = (await page.getByTestId("bids").locator("button .price").first().innerText()).trim().replaceAll(",", "");
    if (before === shown || shown === (await bestBid())) return;
  }
  assert.fail("the page's best bid is not the venue's");
}

async function bestBid() {
  const answer = await fetch(`${LIVE}/api/v3/depth?symbol=BTCUSDT&limit=1`);
  return (await answer.json()).bids[0][0].replace(/0{6}$/, "");
}
