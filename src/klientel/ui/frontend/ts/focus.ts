/** The focus never falls on nothing: what is drawn anew says where it goes (`data-lands`), else it goes to where it was. */
import { all, isSeen, near, one } from "./page";

/** Ids in the order they are tried, as the control that was pressed names them. */
let landing: string[] = [];
/** The ids of what had the focus and of all around it, from the inside out. */
let held: string[] = [];

const isLost = (): boolean => !document.activeElement || document.activeElement === document.body;
const reachable = (id: string): HTMLElement | null => {
  const found = id ? document.getElementById(id) : null;
  return isSeen(found) ? found : null;
};

for (const name of ["click", "submit"]) {
  document.addEventListener(name, (event) => {
    const lands = name === "submit" || near(event, "a[href]") ? near(event, "[data-lands]")?.dataset.lands : undefined;
    if (lands) landing = lands.split(" ");
  }, true);
}

document.addEventListener("htmx:before:swap", () => {
  held = [];
  for (let part = document.activeElement; part; part = part.parentElement) if (part.id) held.push(part.id);
});

/** After everybody else had a say: the named place, or, where the focus was lost, where it stood, or the heading. */
function settle(wasLost: boolean): void {
  const wanted = landing.map(reachable).find((found) => found);
  if (wanted) {
    landing = [];
    for (const popover of all(":popover-open[role=dialog]")) popover.hidePopover();
    wanted.focus();
    if (wanted instanceof HTMLInputElement && "startsEmpty" in wanted.dataset) wanted.value = "";
  } else if (wasLost && isLost() && !one("dialog[open]:not(.is-static)")) {
    const around = held.filter((id) => !["app", "main"].includes(id)).map(reachable).find((found) => found);
    for (const place of [around, around && inside(around), one("[data-focus-first], #main h1")]) {
      if (isLost()) place?.focus({ preventScroll: true });
    }
  }
}

/** In a part that is no control, the focus goes to what opens its form, else to its first control. */
function inside(part: HTMLElement): HTMLElement | undefined {
  const seen = (controls: string): HTMLElement | undefined => all(controls, part).find(isSeen);
  return seen("summary") ?? seen("a[href], button, input:not([type=hidden]), select, textarea");
}

document.addEventListener("htmx:after:swap", (event) => {
  const { target } = (event as CustomEvent<{ ctx: { target?: Element | string } }>).detail.ctx;
  const place = typeof target === "string" ? one(target) : target;
  // A fragment somewhere else (a panel, a row that others changed) takes nobody's focus away.
  // Lost is what the change took; whoever leaves a field just now wants to be nowhere.
  const wasLost = isLost();
  if (place?.id === "app" || held.length) setTimeout(settle, 0, wasLost);
});
document.addEventListener("close", () => setTimeout(() => isLost() && settle(true)), true);

// A page that answers to something done begins where the reader goes on: the first mistake, or what was made.
addEventListener("load", () => {
  if (isLost()) one("[data-focus-first], .field [aria-invalid='true']")?.focus();
  if (isLost() && one("#toasts .toast")) one("#main h1")?.focus({ preventScroll: true });
});
