/** A list that is come back to stands where it was left: what it had is fetched at once, the same row has the focus. */
import { near, one } from "./page";
import { refresh } from "./server";

const SETTLED = 150;
const RECENT = 5000;

interface Place {
  top: number;
  rows: number;
  row: string;
}

const name = (): string => `place:${location.pathname}${location.search}`;
const count = (list: Element): number => list.querySelectorAll("tr[data-href]").length;

let wentBack = -RECENT;
addEventListener("popstate", () => {
  wentBack = performance.now();
});
document.addEventListener("click", (event) => {
  if (near(event, "[data-returns]")) wentBack = performance.now();
}, true);

/** Whether this page was come back to or loaded anew, not gone to. */
function isReturn(): boolean {
  const [entry] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  const first = performance.now() < RECENT && ["reload", "back_forward"].includes(entry?.type ?? "");
  return first || performance.now() - wentBack < RECENT;
}

function kept(): Place | null {
  try {
    return JSON.parse(sessionStorage.getItem(name()) ?? "null") as Place | null;
  } catch {
    return null;
  }
}

/** Remembers how far a list is scrolled and in which row one was, and goes there when it is come back to. */
export function keepPlace(list: HTMLElement): void {
  const place = kept();
  if (place && isReturn()) void goTo(list, place);
  let timer = 0;
  const remember = (): void => {
    if (!list.isConnected) return;
    const row = one("tr:has(> [tabindex='0'])", list)?.id ?? "";
    sessionStorage.setItem(name(), JSON.stringify({ top: Math.round(list.scrollTop), rows: count(list), row } satisfies Place));
  };
  list.addEventListener("scroll", () => {
    clearTimeout(timer);
    const key = name();
    timer = window.setTimeout(() => key === name() && remember(), SETTLED);
  }, { passive: true });
  // At once: a row that gets the focus by a click is about to be left.
  list.addEventListener("focusin", remember);
}

async function goTo(list: HTMLElement, place: Place): Promise<void> {
  // A page that was gone to gives the focus to its heading first.
  await new Promise((then) => setTimeout(then));
  const next = one("#next-page", list);
  const missing = place.rows - count(list);
  const more = next?.getAttribute("hx-get");
  if (next && more && missing > 0) await refresh(next, `${more}&rows=${missing}`, "outerHTML");
  list.scrollTop = place.top;
  const row = place.row ? document.getElementById(place.row) : null;
  const cell = row && one("td.is-title", row);
  if (!cell || !list.isConnected) return;
  cell.tabIndex = 0;
  if (document.activeElement === document.body || document.activeElement?.matches("h1, main")) cell.focus({ preventScroll: true });
}
