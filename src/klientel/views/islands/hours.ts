/** Days with hours in a calendar: where an entry comes to that is dropped or pushed, and the line that says now. */
import { all, one } from "../../ui/frontend/ts/page";

const DAY = 1440;
const MINUTE = 60_000;
/** In minutes: what an entry is moved by. */
const STEP = 15;

/** Scrolls to the hour that a day is opened at. */
export function openAt(calendar: HTMLElement): void {
  const timed = all(".calendar-timed", calendar).find((each) => each.offsetHeight);
  // A little earlier, so that the hour itself can be read.
  if (timed) calendar.scrollTop = ((Number(calendar.dataset.opensAt) - STEP) / DAY) * timed.offsetHeight;
}

/** The time of day where an entry was let go, by how high its upper edge came; empty above the hours. */
export function timeAt(day: HTMLElement, pointer: number, edge: number): string {
  const timed = one(".calendar-timed", day);
  const above = one(".calendar-top", day)?.getBoundingClientRect().bottom ?? 0;
  const box = timed?.getBoundingClientRect();
  return !box || pointer < above ? "" : written(((edge - box.top) / box.height) * DAY);
}

/** A quarter of an hour earlier or later on the same day. */
export const pushed = (clock: string, by: number): string => written(minutesOf(clock) + by * STEP);

/** Puts an entry at a time of a day, and gives the way back. */
export function putAt(entry: HTMLElement, day: HTMLElement | null, clock: string): () => void {
  const from = entry.parentElement;
  const next = entry.nextElementSibling;
  const before = entry.style.cssText;
  const [hours = "0", tens = "0", ones = "0"] = [clock.slice(0, 2), clock.slice(3, 4), clock.slice(4, 5)];
  entry.style.setProperty("--h", String(Number(hours)));
  entry.style.setProperty("--t", tens);
  entry.style.setProperty("--o", ones);
  const timed = day && one(".calendar-timed", day);
  if (timed && timed !== from) timed.append(entry);
  return () => {
    entry.style.cssText = before;
    if (!before) entry.removeAttribute("style");
    from?.insertBefore(entry, next?.isConnected ? next : null);
  };
}

/** Keeps the line at the present minute while the page stays open: from the first moment on, and again when it is drawn anew. */
export function keepTime(calendar: HTMLElement, signal: AbortSignal): void {
  let timer = 0;
  const stand = (): void => {
    clearTimeout(timer);
    let next = MINUTE;
    for (const line of all("[data-now]", calendar)) {
      line.dataset.since ??= String(Date.now());
      const now = Number(line.dataset.now) + (Date.now() - Number(line.dataset.since)) / MINUTE;
      line.style.setProperty("--h", "0");
      line.style.setProperty("--t", "0");
      line.style.setProperty("--o", String(Math.min(DAY, Math.floor(now))));
      next = (Math.floor(now) + 1 - now) * MINUTE;
    }
    timer = window.setTimeout(stand, next);
  };
  stand();
  document.addEventListener("htmx:after:swap", stand, { signal });
  signal.addEventListener("abort", () => clearTimeout(timer));
}

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));

function written(minutes: number): string {
  const at = Math.min(DAY - STEP, Math.max(0, Math.round(minutes / STEP) * STEP));
  return `${String(Math.floor(at / 60)).padStart(2, "0")}:${String(at % 60).padStart(2, "0")}:00`;
}
