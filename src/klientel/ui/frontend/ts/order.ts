/** `data-orders`: a list of links that its reader puts in order, by dragging or with Alt and the arrows. */
import htmx from "htmx.org";

import { all, announce, near, one } from "./page";

const MARK = "[data-order-mark]";
const marks = (list: Element): HTMLElement[] => all(MARK, list);

function send(list: HTMLElement, moved: HTMLElement): void {
  const order = marks(list);
  const views = order.map((item) => item.dataset.orderMark).join(",");
  void htmx.ajax("POST", list.dataset.orders ?? "", { values: { views, quiet: "1" }, source: list, swap: "none" } as never);
  const words = { name: one("span", moved)?.textContent ?? "", place: String(order.indexOf(moved) + 1), count: String(order.length) };
  announce((list.dataset.ordered ?? "").replace(/{(\w+)}/g, (_all, word: string) => words[word as keyof typeof words] ?? ""));
}

document.addEventListener("keydown", (event) => {
  const item = near(event, MARK);
  const list = item?.closest<HTMLElement>("[data-orders]");
  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!item || !list || !by || !event.altKey) return;
  event.preventDefault();
  event.stopPropagation();
  const line = item.closest("li");
  const other = by < 0 ? line?.previousElementSibling : line?.nextElementSibling;
  if (!line || !other) return;
  if (by < 0) other.before(line);
  else other.after(line);
  item.focus();
  send(list, item);
});

let moving: HTMLElement | null = null;
const clear = (): void => all(".is-before").forEach((item) => item.classList.remove("is-before"));

document.addEventListener("dragstart", (event) => {
  moving = near(event, MARK);
  moving?.classList.add("is-moving");
});
document.addEventListener("dragover", (event) => {
  const over = near(event, MARK);
  if (!moving || !over || over.closest("[data-orders]") !== moving.closest("[data-orders]")) return;
  event.preventDefault();
  clear();
  over.classList.add("is-before");
});
document.addEventListener("drop", (event) => {
  const over = near(event, MARK);
  const line = moving?.closest("li");
  const list = moving?.closest<HTMLElement>("[data-orders]");
  const target = over?.closest("li");
  if (!moving || !line || !list || !target || !list.contains(target) || target === line) return;
  event.preventDefault();
  const lines = [...list.children];
  // Dropped on a line below, it takes that line's place.
  if (lines.indexOf(line) < lines.indexOf(target)) target.after(line);
  else target.before(line);
  send(list, moving);
});
document.addEventListener("dragend", () => {
  moving?.classList.remove("is-moving");
  moving = null;
  clear();
});
