/** The panel beside a list or a day: shows the row's record, walks with it, stands in the address as `?peek=`. */
import { near, one } from "./page";
import { refresh, visit } from "./server";

/** What walks along its rows: a list, a day, a layout. */
type Walked = HTMLElement & { step(by: number): void };

const panel = (): HTMLElement | null => one("#peek");
export const peekIsOpen = (): boolean => panel()?.hidden === false;

const nameOf = (row: HTMLElement): string => row.dataset.ref ?? row.dataset.peekHref ?? "";

function mark(row: HTMLElement | null): void {
  one(".is-peeked")?.classList.remove("is-peeked");
  row?.classList.add("is-peeked");
}

function address(name: string | null): URL {
  const url = new URL(location.href);
  if (name) url.searchParams.set("peek", name);
  else url.searchParams.delete("peek");
  return url;
}

/** Shows the record of a row; the list below stays usable. */
export function peekAt(row: HTMLElement, remember = true): void {
  const aside = panel();
  const href = row.dataset.peekHref;
  if (!aside || !href) return;
  const first = aside.hidden;
  aside.hidden = false;
  mark(row);
  if (remember) history[first ? "pushState" : "replaceState"]({ htmx: false }, "", address(nameOf(row)));
  void refresh(aside, href, "innerMorph");
}

/** Closes the panel and gives the focus back to its row. */
export function closePeek(remember = true): void {
  const aside = panel();
  if (!aside || aside.hidden) return;
  aside.hidden = true;
  aside.replaceChildren();
  const row = one(".is-peeked");
  mark(null);
  if (remember) history.replaceState(history.state, "", address(null));
  one("td[tabindex='0'], .is-title a, [data-item-link], .day-link", row ?? document)?.focus();
}

function fromAddress(): void {
  const name = new URL(location.href).searchParams.get("peek");
  const rows = [...document.querySelectorAll<HTMLElement>("[data-peek-href]")];
  const row = name ? rows.find((item) => nameOf(item) === name) : undefined;
  if (row) peekAt(row, false);
  else if (!name) closePeek(false);
}

document.addEventListener("click", (event) => {
  const step = near(event, "[data-peek-step]");
  if (step) one<Walked>("k-grid, k-day, [data-walked]")?.step(Number(step.dataset.peekStep));
  if (near(event, "[data-peek-close]")) closePeek();
  const open = near<HTMLAnchorElement>(event, "[data-peek-open]");
  if (open && !event.defaultPrevented) {
    event.preventDefault();
    visit(open.href);
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || one("dialog[open], :popover-open:not(.tooltip)")) return;
  if (peekIsOpen()) {
    event.preventDefault();
    closePeek();
  }
});

addEventListener("popstate", fromAddress);
fromAddress();
