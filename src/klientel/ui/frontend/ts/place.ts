/** A list that is come back to stands where it was left: further pages are fetched until the place is reached. */
const SETTLED = 150;
const RECENT = 5000;

const name = (): string => `place:${location.pathname}${location.search}`;

let wentBack = -RECENT;
addEventListener("popstate", () => {
  wentBack = performance.now();
});

/** Whether this page was come back to or loaded anew, not gone to. */
function isReturn(): boolean {
  const [entry] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  const first = performance.now() < RECENT && ["reload", "back_forward"].includes(entry?.type ?? "");
  return first || performance.now() - wentBack < RECENT;
}

/** Remembers how far a list is scrolled, and goes there when it is come back to. */
export function keepPlace(list: HTMLElement): void {
  const kept = Number(sessionStorage.getItem(name()) ?? 0);
  if (kept && isReturn()) goTo(list, kept);
  let timer = 0;
  list.addEventListener("scroll", () => {
    const key = name();
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      if (list.isConnected) sessionStorage.setItem(key, String(Math.round(list.scrollTop)));
    }, SETTLED);
  }, { passive: true });
}

/** The end of what is there asks for the next page by coming into view. */
function goTo(list: HTMLElement, kept: number): void {
  const until = performance.now() + RECENT;
  const step = (): void => {
    list.scrollTop = kept;
    const isThere = list.scrollTop >= kept - 1;
    if (!isThere && list.isConnected && performance.now() < until) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}
