/** What a finger does on a phone: a line swiped aside does what its own buttons do, a sheet pulled down closes. */
import { closeDialog } from "./dialogs";
import { near, one } from "./page";

const ROWS = "[data-day-row], k-grid tbody tr[data-href]";
/** The two buttons of a line that are used most, by where the line is pushed. */
const RIGHT = "[data-day-done], [data-day-act], [data-select]";
const LEFT = "[data-day-later], [data-pops]";
const HEAD = "dialog[open]:not(.is-static) .dialog-head";
/** In pixels: it is meant from here on; it counts from here on; a line goes no further; the browser's own edge. */
const MEANT = 12;
const COUNTS = 72;
const FURTHEST = 112;
const EDGE = 24;

const isPhone = matchMedia("(width < 760px)");

interface Pull {
  moves: (dx: number, dy: number) => boolean;
  ends: (dx: number, dy: number) => void;
  stops: () => void;
}

/** Follows a finger from where it went down; what does not move as `pull` wants it is left to the browser. */
function follow(start: PointerEvent, pull: Pull): void {
  const life = new AbortController();
  const options = { signal: life.signal };
  const by = (event: PointerEvent): [number, number] => [event.clientX - start.clientX, event.clientY - start.clientY];
  const end = (): void => {
    life.abort();
    pull.stops();
  };
  addEventListener("pointermove", (event) => {
    if (event.pointerId === start.pointerId && !pull.moves(...by(event))) end();
  }, options);
  addEventListener("pointerup", (event) => {
    if (event.pointerId !== start.pointerId) return;
    end();
    pull.ends(...by(event));
  }, options);
  addEventListener("pointercancel", end, options);
}

/** A line goes along with the finger and says what letting go would do; up and down stays scrolling. */
function swipe(row: HTMLElement): Pull {
  let isMeant = false;
  const control = (dx: number): HTMLElement | null => one(dx > 0 ? RIGHT : LEFT, row);
  const sayOf = (button: HTMLElement): string => button.dataset.tip ?? button.getAttribute("aria-label") ?? button.textContent ?? "";
  return {
    moves(dx, dy) {
      if (!isMeant && Math.abs(dy) > MEANT && Math.abs(dy) > Math.abs(dx)) return false;
      isMeant ||= Math.abs(dx) > MEANT;
      const button = isMeant ? control(dx) : null;
      row.classList.toggle("is-swiped", !!button);
      if (!button) return true;
      row.dataset.swiped = dx > 0 ? "right" : "left";
      row.dataset.swipedTo = sayOf(button).trim();
      row.classList.toggle("is-swiped-enough", Math.abs(dx) >= COUNTS);
      row.style.setProperty("--swiped", `${Math.max(-FURTHEST, Math.min(FURTHEST, dx))}px`);
      return true;
    },
    ends: (dx) => {
      if (isMeant && Math.abs(dx) >= COUNTS) control(dx)?.click();
    },
    stops() {
      row.classList.remove("is-swiped", "is-swiped-enough");
      row.style.removeProperty("--swiped");
    },
  };
}

/** A sheet follows downwards; let go far enough, it closes as its button would close it. */
function pullDown(dialog: HTMLDialogElement): Pull {
  return {
    moves(_dx, dy) {
      dialog.classList.add("is-pulled");
      dialog.style.translate = `0 ${Math.max(0, dy)}px`;
      return true;
    },
    ends: (_dx, dy) => {
      if (dy >= COUNTS) closeDialog(dialog);
    },
    stops() {
      dialog.classList.remove("is-pulled");
      dialog.style.translate = "";
    },
  };
}

document.addEventListener("pointerdown", (event) => {
  if (event.pointerType !== "touch" || !event.isPrimary || !isPhone.matches) return;
  if (event.clientX < EDGE || event.clientX > innerWidth - EDGE) return;
  const head = near(event, HEAD);
  const dialog = head?.closest("dialog");
  if (dialog && !near(event, "button, a")) return follow(event, pullDown(dialog));
  const row = near(event, ROWS);
  if (row && !near(event, "input:not([type=checkbox]), textarea, select")) follow(event, swipe(row));
});
