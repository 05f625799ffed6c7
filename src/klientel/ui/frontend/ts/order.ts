/** `data-orders`: lines that their reader puts in order: by dragging, with Alt and the arrows, or by a line's buttons. */
import htmx from "htmx.org";

import { all, announce, near, one } from "./page";

const MARK = "[data-order-mark]";
const lineOf = (item: Element): Element => item.closest("li") ?? item;

/** Says a sentence that a list brought, its words in braces filled. */
export function say(sentence: string, words: Record<string, string | number>): void {
  announce(sentence.replace(/{(\w+)}/g, (_all, word: string) => String(words[word] ?? "")));
}

/** Tells the server where the order is kept, under the name `data-order-of` (a form sends its own), and whoever listens for `ordered`. */
function tell(list: HTMLElement, moved: HTMLElement): void {
  const order = all(MARK, list);
  const marks = order.map((item) => item.dataset.orderMark).join(",");
  const { orders, orderOf } = list.dataset;
  if (orders && orderOf) void htmx.ajax("POST", orders, { values: { [orderOf]: marks, quiet: "1" }, source: list, swap: "none" } as never);
  const name = moved.dataset.orderName ?? one("span", moved)?.textContent?.trim() ?? "";
  moved.dispatchEvent(new Event("ordered", { bubbles: true }));
  say(list.dataset.ordered ?? "", { name, place: order.indexOf(moved) + 1, count: order.length });
}

function step(item: HTMLElement, by: number): void {
  const list = item.closest<HTMLElement>("[data-orders]");
  const line = lineOf(item);
  const other = by < 0 ? line.previousElementSibling : line.nextElementSibling;
  const focused = document.activeElement as HTMLElement | null;
  if (!list || !other) return;
  if (by < 0) other.before(line);
  else other.after(line);
  focused?.focus();
  tell(list, item);
}

document.addEventListener("keydown", (event) => {
  const item = near(event, MARK);
  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  // Lists to choose from open by these keys, and long texts are gone through.
  if (!item || !by || !event.altKey || near(event, "select, textarea")) return;
  event.preventDefault();
  event.stopPropagation();
  step(item, by);
}, true);

document.addEventListener("click", (event) => {
  const button = near(event, "[data-moves]");
  const item = button?.closest<HTMLElement>(MARK);
  if (item) step(item, Number(button?.dataset.moves));
});

let moving: HTMLElement | null = null;

/** The line of the list that is being put in order, also where another list stands in it. */
function lineUnder(event: Event): HTMLElement | null {
  const list = moving?.closest("[data-orders]");
  let item = near(event, MARK);
  while (item && item.closest("[data-orders]") !== list) item = item.parentElement?.closest<HTMLElement>(MARK) ?? null;
  return item;
}

const clear = (): void => all(".is-before").forEach((item) => item.classList.remove("is-before"));

document.addEventListener("dragstart", (event) => {
  moving = near(event, MARK);
  moving?.classList.add("is-moving");
});
document.addEventListener("dragover", (event) => {
  const over = lineUnder(event);
  if (!moving || !over) return;
  event.preventDefault();
  clear();
  over.classList.add("is-before");
});
document.addEventListener("drop", (event) => {
  const over = lineUnder(event);
  const list = moving?.closest<HTMLElement>("[data-orders]");
  if (!moving || !over || !list || over === moving) return;
  event.preventDefault();
  const [line, target] = [lineOf(moving), lineOf(over)];
  const lines = [...(line.parentElement?.children ?? [])];
  // Dropped on a line below, it takes that line's place.
  if (lines.indexOf(line) < lines.indexOf(target)) target.after(line);
  else target.before(line);
  tell(list, moving);
});
document.addEventListener("dragend", () => {
  moving?.classList.remove("is-moving");
  moving = null;
  clear();
});
