/** Shortcuts. A key is an attribute on the visible control that it clicks, so the two can never drift apart. */
import { all, isField, isMac, isSeen, one, store } from "./page";

const CHORD = 1200;
let pending = "";
let timer = 0;

const areOn = (): boolean => store.get("keys") !== "off";

/** What was pressed, written as in `data-key`: the character itself, so that every keyboard layout works. */
function pressed(event: KeyboardEvent): string {
  const key = event.key === " " ? "Space" : event.key.length === 1 ? event.key.toUpperCase() : event.key;
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
  if (single && (typed || !areOn() || ["Shift", "Tab", "Enter"].includes(event.key))) return;

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

/** The help lists what the page offers, read from the controls themselves. */
export function listKeys(list: HTMLElement): void {
  const rows = new Map<string, string>();
  for (const item of all("[data-key]")) {
    if (item.dataset.keyLabel && !item.closest(".is-static")) rows.set(item.dataset.key ?? "", item.dataset.keyLabel);
  }
  const groups: [string, [string, string][]][] = [[list.dataset.titlePage ?? "", [...rows].map(([key, label]) => [label, key])]];
  if (one("k-grid")) {
    const fixed = (list.dataset.list ?? "").split("|").map((part) => part.split("=") as [string, string]);
    groups.push([list.dataset.titleList ?? "", fixed]);
  }
  // What a layout understands besides, it says itself.
  for (const { dataset } of all("[data-keys]")) {
    const fixed = (dataset.keys ?? "").split("|").map((part) => part.split("=") as [string, string]);
    groups.push([dataset.keysTitle ?? "", fixed]);
  }
  list.replaceChildren(...groups.filter(([, entries]) => entries.length).map(([title, entries]) => group(title, entries)));
}

function group(title: string, entries: [string, string][]): HTMLElement {
  const section = document.createElement("section");
  const heading = Object.assign(document.createElement("h3"), { textContent: title });
  const rows = document.createElement("ul");
  for (const [label, key] of entries) {
    const row = document.createElement("li");
    const keys = Object.assign(document.createElement("span"), { className: "keyset" });
    keys.append(...key.split(" ").map((part) => Object.assign(document.createElement("kbd"), { textContent: caption(part) })));
    row.append(Object.assign(document.createElement("span"), { textContent: label }), keys);
    rows.append(row);
  }
  section.append(heading, rows);
  return section;
}

const ctrl = document.documentElement.lang === "de" ? "Strg " : "Ctrl ";
const caption = (key: string): string =>
  key.replace("Mod+", isMac ? "⌘" : ctrl).replace("Shift+", "⇧").replace("Enter", "↵");

/** On a Mac the caps say ⌘; the server cannot know. */
function writeCaps(): void {
  if (isMac) for (const cap of all("kbd")) if (cap.textContent?.startsWith(ctrl)) cap.textContent = cap.textContent.replace(ctrl, "⌘");
}
writeCaps();
document.addEventListener("htmx:after:swap", writeCaps);

document.addEventListener("change", (event) => {
  const box = event.target as HTMLInputElement;
  if (box.matches?.("[data-set-keys]")) store.set("keys", box.checked ? null : "off");
});
export const keysAreOn = areOn;
