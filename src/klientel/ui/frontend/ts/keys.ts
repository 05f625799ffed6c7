/** Shortcuts. A key is an attribute on the visible control that it clicks, so the two can never drift apart. */
import { keysAreOn, meant } from "./ownkeys";
import { all, isField, isSeen, one } from "./page";

const CHORD = 1200;
let pending = "";
let timer = 0;

/** What was pressed, written as in `data-key`: the character itself, so that every keyboard layout works. */
function pressed(event: KeyboardEvent): string {
  const key = event.key === " " ? "Space" : meant(event);
  const shift = event.shiftKey && (event.key.length > 1 || /[A-ZÄÖÜ]/i.test(event.key)) ? "Shift+" : "";
  return `${event.metaKey || event.ctrlKey ? "Mod+" : ""}${shift}${key}`;
}

/** The controls that count now: those of the topmost dialog, else of the whole page, the peek first. */
function controls(): HTMLElement[] {
  const dialogs = all("dialog[open]:not(.is-static)");
  const root = dialogs.at(-1) ?? document;
  const found = all("[data-key]", root).filter((item) => !item.closest(".is-static") && (isSeen(item) || item.closest("[popover]")));
  return found.sort((a, b) => Number(!!b.closest("#peek")) - Number(!!a.closest("#peek")));
}

function act(control: HTMLElement): void {
  if (control.matches("input, textarea")) {
    control.focus();
    if (control instanceof HTMLInputElement) control.select();
  } else control.click();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.altKey || event.isComposing || event.repeat) return;
  const target = event.target as Element;
  const key = pressed(event);
  const typed = isField(target);
  const single = !key.startsWith("Mod+");
  if (single && (typed || !keysAreOn() || ["Shift", "Tab", "Enter"].includes(event.key))) return;

  // Escape first closes what is open.
  if (key === "Escape" && one("dialog[open]:not(.is-static), :popover-open:not(.tooltip)")) return;

  const found = controls();
  const wanted = pending ? `${pending} ${key}` : key;
  let control = found.find((item) => item.dataset.key === wanted && (!typed || !single));
  if (key === "Mod+Enter") {
    const form = target.closest("form, dialog");
    control = form?.querySelector<HTMLElement>("[data-key='Mod+Enter']") ?? form?.querySelector<HTMLElement>("[type=submit]") ?? undefined;
  }
  else if (control && typed && !("keyInFields" in control.dataset)) control = undefined;

  clearTimeout(timer);
  const chord = !pending && !typed && found.some((item) => item.dataset.key?.startsWith(`${key} `));
  pending = "";
  if (chord) {
    event.preventDefault();
    // A key that opens the menu of its second letters waits for them there, as long as it takes.
    if (control?.matches("[aria-haspopup]")) {
      act(control);
      return;
    }
    pending = key;
    timer = window.setTimeout(() => {
      pending = "";
      if (control) act(control);
    }, control ? 500 : CHORD);
  } else if (control) {
    event.preventDefault();
    act(control);
  }
});
