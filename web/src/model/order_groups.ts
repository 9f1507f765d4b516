// Open orders as a table shows them: single ones, and lists with their legs together.
import type { ListId, Order } from "./account.svelte";

export interface OrderGroup {
  /** null: the order stands alone. */
  list: ListId | null;
  orders: readonly Order[];
}

/** In the order of each group's newest order; legs by their id. */
export function groupsOf(orders: readonly Order[]): OrderGroup[] {
  const groups: { list: ListId | null; orders: Order[] }[] = [];
  const byList = new Map<ListId, Order[]>();
  for (const order of orders) {
    const legs = order.list === null ? undefined : byList.get(order.list);
    if (legs !== undefined) {
      legs.push(order);
      continue;
    }
    const group = { list: order.list, orders: [order] };
    if (order.list !== null) byList.set(order.list, group.orders);
    groups.push(group);
  }
  for (const { orders: legs } of groups) legs.sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));
  return groups;
}
