/** The list of keys: what the page offers, read from its own controls, and where a person wants them instead. */
import { keysAreChanged, keysAreOn, ownOf, remember } from "./ownkeys";
import { all, announce, isMac, near, one } from "./page";

const ctrl = document.documentElement.lang === "de" ? "Strg " : "Ctrl ";
/** What a person can have elsewhere: a letter, a digit or a sign, and no arrow. */
const CHANGEABLE = /^[\p{L}\p{N}.,;:?!/#+*-]$/u;
const MODIFIERS = ["Shift", "Control", "Alt", "Meta", "AltGraph"];

/** What stands on a cap as the server writes it, for this person on this machine. */
function drawn(cap: string): string {
  const shift = cap.startsWith("⇧") ? "⇧" : "";
  const key = cap.slice(shift.length);
  return key.length === 1 ? shift + ownOf(key) : isMac ? cap.replace(ctrl, "⌘") : cap;
}

function write(cap: HTMLElement, text: string): void {
  cap.dataset.cap = text;
  cap.textContent = drawn(text);
}

function writeCaps(): void {
  for (const cap of all("kbd")) write(cap, cap.dataset.cap ?? cap.textContent ?? "");
}
// the server knows neither the machine nor, in what it keeps drawn, the person
if (isMac || keysAreChanged()) writeCaps();
document.addEventListener("htmx:after:swap", () => {
  if (isMac || keysAreChanged()) writeCaps();
});

/** Fills the list, with the switch and the way back beside it. */
export function listKeys(list: HTMLElement): void {
  const rows = new Map<string, string>();
  for (const item of all("[data-key]")) {
    if (item.dataset.keyLabel && !item.closest(".is-static")) rows.set(item.dataset.key ?? "", item.dataset.keyLabel);
  }
  const groups: [string, [string, string][]][] = [[list.dataset.titlePage ?? "", [...rows].map(([key, label]) => [label, key])]];
  if (one("k-grid")) groups.push([list.dataset.titleList ?? "", pairs(list.dataset.list)]);
  // What a layout understands besides, it says itself.
  for (const { dataset } of all("[data-keys]")) groups.push([dataset.keysTitle ?? "", pairs(dataset.keys)]);
  list.replaceChildren(...groups.filter(([, entries]) => entries.length).map(([title, entries]) => group(list, title, entries)));
  const box = one<HTMLInputElement>("[data-set-keys]");
  if (box) box.checked = keysAreOn();
  const reset = one("[data-keys-reset]");
  if (reset) reset.hidden = !keysAreChanged();
}

const pairs = (text = ""): [string, string][] => text.split("|").map((part) => part.split("=") as [string, string]);

function group(list: HTMLElement, title: string, entries: [string, string][]): HTMLElement {
  const section = document.createElement("section");
  const heading = Object.assign(document.createElement("h3"), { textContent: title });
  const rows = document.createElement("ul");
  for (const [label, key] of entries) {
    const row = document.createElement("li");
    row.append(Object.assign(document.createElement("span"), { textContent: label }), caps(list, label, key));
    rows.append(row);
  }
  section.append(heading, rows);
  return section;
}

function caps(list: HTMLElement, label: string, key: string): HTMLElement {
  const kbds = key.split(" ").map((part) => {
    const cap = document.createElement("kbd");
    write(cap, part.replace("Mod+", ctrl).replace("Shift+", "⇧").replace("Enter", "↵"));
    return cap;
  });
  const holder = document.createElement(CHANGEABLE.test(key) ? "button" : "span");
  holder.className = "keyset";
  if (holder instanceof HTMLButtonElement) {
    holder.type = "button";
    holder.dataset.change = key;
    holder.ariaLabel = (list.dataset.changes ?? "").replace("{name}", label).replace("{key}", ownOf(key));
  }
  holder.append(...kbds);
  return holder;
}

let waiting: HTMLElement | null = null;

function again(): void {
  waiting = null;
  const list = one("[data-key-list]");
  if (list) listKeys(list);
}

document.addEventListener("click", (event) => {
  const button = near(event, "[data-key-list] [data-change]");
  if (waiting) again();
  if (near(event, "[data-keys-reset]")) void remember({ reset: "1" });
  if (!button) return;
  waiting = button;
  const words = button.closest<HTMLElement>("[data-key-list]")?.dataset.waits ?? "";
  button.textContent = words;
  announce(words);
});

document.addEventListener("keydown", (event) => {
  if (!waiting || MODIFIERS.includes(event.key)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const key = waiting.dataset.change ?? "";
  // one key and no second one; nor one that is typed elsewhere once the list is gone
  waiting = null;
  const isKey = event.key.length === 1 && !event.ctrlKey && !event.metaKey;
  void (isKey ? remember({ key, own: event.key }) : Promise.resolve()).then(() => {
    again();
    const button = one(`[data-change="${CSS.escape(key)}"]`);
    button?.focus();
    announce(button?.ariaLabel ?? "");
  });
}, true);

document.addEventListener("close", () => (waiting = null), true);
addEventListener("popstate", () => (waiting = null));

document.addEventListener("change", (event) => {
  const box = event.target as HTMLInputElement;
  if (box.matches?.("[data-set-keys]")) void remember({ on: box.checked ? "1" : "0" });
});
document.addEventListener("keys:changed", () => {
  writeCaps();
  again();
});
