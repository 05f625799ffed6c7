/** Column heads of a list: their edges set widths, they are dragged into another order, and both go by keyboard. */
import htmx from "htmx.org";

import { say } from "./order";
import { all, near, one } from "./page";
import { narrow, refresh } from "./server";

const STEP = 16;
const NARROWEST = 48;
const WIDEST = 800;

const gridOf = (head: Element): HTMLElement | null => head.closest("k-grid");
const heads = (grid: Element): HTMLElement[] => all("thead th[data-col]", grid);
const nameOf = (head: HTMLElement): string => head.dataset.col ?? "";

function widths(grid: HTMLElement): Map<string, number> {
  const pairs = (grid.dataset.widths ?? "").split(",").filter(Boolean);
  return new Map(pairs.map((pair) => [pair.slice(0, pair.lastIndexOf(".")), Number(pair.slice(pair.lastIndexOf(".") + 1))]));
}

/** Shows the list with other columns: remembered by the server, and in the address for whoever gets that. */
async function arrange(grid: HTMLElement, names: string[], sized: Map<string, number>, focus: string): Promise<void> {
  const state = grid.dataset.state ?? "";
  const cols = names.slice(1).join(",");
  const w = [...sized].map(([name, pixels]) => `${name}.${pixels}`).join(",");
  await htmx.ajax("POST", grid.dataset.arrange ?? "", { values: { state, cols, w, quiet: "1" }, source: grid, swap: "none" } as never);
  const query = new URLSearchParams(state);
  query.set("cols", cols);
  if (w) query.set("w", w);
  else query.delete("w");
  await narrow(`${location.pathname}?${query.toString().replaceAll("%2C", ",")}`);
  one(`th[data-col="${CSS.escape(focus)}"] .sort`)?.focus();
}

const inOrder = (grid: HTMLElement): string[] => heads(grid).map(nameOf);

function draw(grid: HTMLElement, head: HTMLElement, pixels: number): void {
  const at = [...(head.parentElement?.children ?? [])].indexOf(head);
  for (const row of all<HTMLTableRowElement>("tbody tr[data-href]", grid)) row.cells[at]?.classList.add("is-sized");
  head.style.inlineSize = `${pixels}px`;
}

function resize(head: HTMLElement, pixels: number | null): void {
  const grid = gridOf(head);
  if (!grid) return;
  const sized = widths(grid);
  if (pixels === null) sized.delete(nameOf(head));
  else sized.set(nameOf(head), Math.round(Math.min(WIDEST, Math.max(NARROWEST, pixels))));
  say(grid.dataset.wide ?? "", { name: one(".sort", head)?.textContent?.trim() ?? "", width: sized.get(nameOf(head)) ?? "" });
  void arrange(grid, inOrder(grid), sized, nameOf(head));
}

function move(head: HTMLElement, to: number): void {
  const grid = gridOf(head);
  const names = grid ? inOrder(grid) : [];
  const at = names.indexOf(nameOf(head));
  // The name stays the first.
  if (!grid || at < 1 || to < 1 || to >= names.length || to === at) return;
  names.splice(to, 0, ...names.splice(at, 1));
  say(grid.dataset.arranged ?? "", { name: one(".sort", head)?.textContent?.trim() ?? "", place: to, count: names.length - 1 });
  void arrange(grid, names, widths(grid), nameOf(head));
}

document.addEventListener("keydown", (event) => {
  const head = near(event, "k-grid th[data-col] .sort")?.closest<HTMLElement>("th");
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const grid = head && gridOf(head);
  if (!head || !grid || !by || event.shiftKey === event.altKey || event.metaKey || event.ctrlKey) return;
  event.preventDefault();
  event.stopPropagation();
  if (event.altKey) move(head, inOrder(grid).indexOf(nameOf(head)) + by);
  else resize(head, head.getBoundingClientRect().width + by * STEP);
}, true);

document.addEventListener("pointerdown", (event) => {
  const edge = near(event, ".col-edge");
  const head = edge?.closest<HTMLElement>("th");
  const grid = head && gridOf(head);
  if (!edge || !head || !grid || event.button) return;
  event.preventDefault();
  const from = event.clientX;
  const before = head.getBoundingClientRect().width;
  let wanted = before;
  edge.setPointerCapture(event.pointerId);
  head.classList.add("is-sizing");
  const follow = (moved: PointerEvent): void => {
    wanted = Math.min(WIDEST, Math.max(NARROWEST, before + moved.clientX - from));
    draw(grid, head, wanted);
  };
  edge.addEventListener("pointermove", follow);
  edge.addEventListener("lostpointercapture", () => {
    edge.removeEventListener("pointermove", follow);
    head.classList.remove("is-sizing");
    if (Math.abs(wanted - before) > 3) resize(head, wanted);
  }, { once: true });
});
document.addEventListener("dblclick", (event) => {
  const head = near(event, ".col-edge")?.closest<HTMLElement>("th");
  if (head) resize(head, null);
});

let moving: HTMLElement | null = null;
document.addEventListener("dragstart", (event) => {
  moving = near(event, "k-grid th[data-col] .sort")?.closest<HTMLElement>("th") ?? null;
  moving?.classList.add("is-moving");
});
document.addEventListener("dragover", (event) => {
  const over = near(event, "th[data-col]:not(.is-title)");
  if (!moving || !over || gridOf(over) !== gridOf(moving)) return;
  event.preventDefault();
  for (const head of heads(gridOf(moving) ?? document.body)) head.classList.toggle("is-before", head === over && over !== moving);
});
document.addEventListener("drop", (event) => {
  const over = near(event, "th[data-col]:not(.is-title)");
  const grid = moving && gridOf(moving);
  if (!moving || !over || !grid || gridOf(over) !== grid) return;
  event.preventDefault();
  move(moving, inOrder(grid).indexOf(nameOf(over)));
});
document.addEventListener("dragend", () => {
  moving?.classList.remove("is-moving");
  for (const head of all("th.is-before")) head.classList.remove("is-before");
  moving = null;
});

// What a column adds up to follows when one of its rows was drawn anew: an edit, or somebody else's.
let soon = 0;
document.addEventListener("htmx:after:swap", (event) => {
  const { target } = (event as CustomEvent<{ ctx: { target?: Element | string } }>).detail.ctx;
  const place = typeof target === "string" ? one(target) : target;
  if (!place?.closest("k-grid tbody tr[data-href], k-grid tbody td")) return;
  clearTimeout(soon);
  soon = window.setTimeout(() => {
    const totals = one("[data-totals]");
    if (totals && !one(".totals-asked", totals) && !one("[data-cell-form]")) void refresh(totals, totals.dataset.totals ?? "", "outerHTML");
  }, 400);
});
