// The keys of the trading page. They are off while somebody types, while a dialog is open, and when
// a person has switched them off.
import { account } from "../model/account.svelte";
import type { TradeModel } from "../model/trade.svelte";
import { dialogs } from "../shell/dialogs.svelte";
import { notices } from "../shell/notices.svelte";
import { preferences } from "../shell/preferences.svelte";
import type { Form } from "./form.svelte";
import { stepsOf } from "./steps";

export interface Page {
  model: TradeModel;
  form: Form;
  showBook(): void;
}

interface Hotkey {
  keys: readonly string[];
  says: string;
  act(page: Page, key: string): void;
}

function moveStep({ model }: Page, by: number): void {
  const steps = stepsOf(model.market);
  const next = steps[steps.indexOf(model.step) + by];
  if (next !== undefined) model.setStep(next);
}

/** The newest open order of the market. */
async function cancelLast({ model }: Page): Promise<void> {
  const order = account.openOrders.find((open) => open.symbol === model.market.symbol);
  if (order === undefined) return notices.add("refused", "No open order to cancel.");
  try {
    await account.cancel(order);
    notices.add("done", `Order ${order.id} canceled.`);
  } catch (error) {
    notices.add("refused", error instanceof Error ? error.message : String(error));
  }
}

export const HOTKEYS: readonly Hotkey[] = [
  { keys: ["/"], says: "Choose a market", act: () => dialogs.show("markets") },
  { keys: ["b", "B"], says: "Buy", act: ({ form }) => (form.side = "BUY") },
  { keys: ["s", "S"], says: "Sell", act: ({ form }) => (form.side = "SELL") },
  { keys: ["l", "L"], says: "Limit order", act: ({ form }) => (form.type = "LIMIT") },
  { keys: ["m", "M"], says: "Market order", act: ({ form }) => (form.type = "MARKET") },
  {
    keys: ["1", "2", "3", "4"],
    says: "25, 50, 75, 100 % of what is free",
    act: ({ form }, key) => form.fill(BigInt(key) * 25n),
  },
  { keys: ["["], says: "Finer price steps in the book", act: (page) => moveStep(page, -1) },
  { keys: ["]"], says: "Coarser price steps in the book", act: (page) => moveStep(page, 1) },
  { keys: ["d", "D"], says: "To the order book", act: (page) => page.showBook() },
  { keys: ["x"], says: "Cancel the newest open order", act: (page) => void cancelLast(page) },
  { keys: ["X"], says: "Cancel all open orders of the market (asks first)", act: () => dialogs.show("cancel-all") },
  { keys: ["t", "T"], says: "Dark or light", act: () => preferences.toggleTheme() },
  { keys: ["?"], says: "This list", act: () => dialogs.show("hotkeys") },
];

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest("input, select, textarea, [contenteditable]") !== null;

export function onHotkey(event: KeyboardEvent, page: Page): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (isTyping(event.target) || dialogs.open !== null) return;
  if (!preferences.hotkeys && event.key !== "?") return;
  const hotkey = HOTKEYS.find(({ keys }) => keys.includes(event.key));
  if (hotkey === undefined) return;
  event.preventDefault();
  hotkey.act(page, event.key);
}
