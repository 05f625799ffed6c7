/** `k-menu`: a button and its popover, walked with the arrows. Also popovers by `data-pops` and tooltips by `data-tip`. */
import { all, define, isField, near, one } from "./page";

const GAP = 4;

/** Puts a popover below its button, or above where there is more room. */
export function place(popover: HTMLElement, anchor: Element): void {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = popover;
  const below = at.bottom + GAP + height <= innerHeight || at.top < height;
  const right = at.left + width > innerWidth - GAP;
  popover.style.insetBlockStart = `${Math.max(GAP, below ? at.bottom + GAP : at.top - height - GAP)}px`;
  popover.style.insetInlineStart = `${Math.max(GAP, right ? at.right - width : at.left)}px`;
}

/** Asked anew each time: a page that is drawn over another may keep the element and change what is in it. */
class Menu extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("click", this.#clicked);
    this.addEventListener("keydown", this.#pressed);
    // does not bubble
    this.addEventListener("toggle", this.#toggled, true);
  }

  get #button(): HTMLButtonElement | null {
    return one<HTMLButtonElement>("[aria-haspopup]", this);
  }

  get #menu(): HTMLElement | null {
    return one("[popover]", this);
  }

  // At once, not when the browser tells of it: the next key may be on its way.
  #open(menu: HTMLElement, button: HTMLElement): void {
    menu.showPopover();
    place(menu, button);
    items(menu)[0]?.focus();
  }

  readonly #clicked = (event: Event): void => {
    const [button, menu] = [this.#button, this.#menu];
    if (!button || !menu) return;
    if (near(event, ".menu-item:not([aria-disabled])")) menu.hidePopover();
    else if (near(event, "[aria-haspopup]") === button) {
      // A button that the browser opens without us (`popovertarget`) is not toggled twice.
      event.preventDefault();
      if (menu.matches(":popover-open")) menu.hidePopover();
      else this.#open(menu, button);
    }
  };

  readonly #pressed = (event: KeyboardEvent): void => {
    const [button, menu] = [this.#button, this.#menu];
    if (!button || !menu) return;
    if (menu.contains(event.target as Node)) walk(menu, button, event);
    else if (event.key === "ArrowDown" && event.target === button) {
      event.preventDefault();
      this.#open(menu, button);
    }
  };

  readonly #toggled = (event: Event): void => {
    if (event.target === this.#menu) this.#button?.setAttribute("aria-expanded", String((event as ToggleEvent).newState === "open"));
  };
}

const items = (menu: Element): HTMLElement[] => all(".menu-item:not(:disabled)", menu).filter((item) => item.checkVisibility());

/** A panel with fields is a small dialog: Tab stays inside, up and down go from field to field. */
function walkPanel(panel: HTMLElement, opener: HTMLElement, event: KeyboardEvent): void {
  const stops = all("input:not([type=hidden]), select, button, a[href]", panel).filter((item) => item.checkVisibility());
  const fields = stops.filter((item) => !item.matches("button:not(.menu-item)"));
  const at = document.activeElement as HTMLElement;
  const arrow = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    panel.hidePopover();
    opener.focus();
  } else if (event.key === "Tab") {
    event.preventDefault();
    stops.at((stops.indexOf(at) + (event.shiftKey ? -1 : 1)) % stops.length)?.focus();
  } else if (arrow && !at.matches("select")) {
    event.preventDefault();
    fields.at((fields.indexOf(at) + arrow) % fields.length)?.focus();
  }
}

function walk(menu: HTMLElement, button: HTMLElement, event: KeyboardEvent): void {
  if (isField(event.target as Element)) return;
  const list = items(menu);
  const now = list.indexOf(document.activeElement as HTMLElement);
  const next = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: list.length - 1 }[event.key];
  if (next !== undefined) {
    event.preventDefault();
    list.at(next % list.length)?.focus();
  } else if (event.key === "Escape") {
    event.stopPropagation();
    menu.hidePopover();
    home(button).focus();
  } else if (event.key === "Tab") menu.hidePopover();
  else if (event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey) {
    event.stopPropagation();
    const letter = event.key.toLowerCase();
    // Opened by the first key of a pair: a letter is the second one before it is a beginning.
    const meant = list.find((item) => menu.dataset.chord && item.dataset.key === `${menu.dataset.chord} ${letter.toUpperCase()}`);
    if (meant) {
      event.preventDefault();
      meant.click();
      return;
    }
    const after = [...list.slice(now + 1), ...list.slice(0, now + 1)];
    after.find((item) => item.textContent?.trim().toLowerCase().startsWith(letter))?.focus();
  }
}

define("k-menu", Menu);

/** What has the focus while a menu is closed: its button, or the cell or the link of the item that a button stands in which Tab does not reach. */
function home(opener: HTMLElement): HTMLElement {
  if (opener.tabIndex >= 0) return opener;
  const item = opener.closest("[data-item]");
  return opener.closest<HTMLElement>("td") ?? (item && one("[data-item-link]", item)) ?? opener;
}

const openers = new Map<Element, HTMLElement>();

document.addEventListener("click", (event) => {
  const opener = near(event, "[data-pops]");
  const popover = opener && document.getElementById(opener.dataset.pops ?? "");
  if (!opener || !popover) return;
  openers.set(popover, opener);
  // A popover gives the focus back to what had it: with a shortcut that is nothing yet.
  home(opener).focus({ preventScroll: true });
  if (!popover.matches(":popover-open")) popover.showPopover();
  place(popover, opener);
});

// What a popover shows is fetched by its opener or from within it: either way its first control gets the focus.
document.addEventListener("htmx:after:swap", (event) => {
  const { target } = (event as CustomEvent<{ ctx: { target?: Element | string } }>).detail.ctx;
  const popover = (typeof target === "string" ? one(target) : target)?.closest<HTMLElement>(":popover-open");
  const opener = popover && openers.get(popover);
  if (!popover || !opener) return;
  place(popover, opener);
  (one("[autofocus]", popover) ?? one("input:not([type=hidden]), select, .menu-item, button", popover))?.focus();
});

document.addEventListener("keydown", (event) => {
  const popover = near(event, ":popover-open");
  const opener = popover && openers.get(popover);
  if (!popover || !opener) return;
  const narrows = near(event, "[data-narrows]");
  if (narrows && ["ArrowDown", "Enter"].includes(event.key)) {
    event.preventDefault();
    const first = items(popover)[0];
    if (event.key === "Enter") first?.click();
    else first?.focus();
  } else if (popover.matches("[role=dialog]")) walkPanel(popover, opener, event);
  else walk(popover, opener, event);
});

document.addEventListener("input", (event) => {
  const field = near<HTMLInputElement>(event, "[data-narrows]");
  const popover = field?.closest("[popover]");
  if (!field || !popover) return;
  const sought = field.value.trim().toLowerCase();
  const rows = all(".menu-item", popover);
  for (const item of rows) item.hidden = !`${item.textContent ?? ""} ${item.dataset.also ?? ""}`.toLowerCase().includes(sought);
  const nothing = one("[data-narrowed-out]", popover);
  if (nothing) nothing.hidden = rows.some((item) => !item.hidden);
});

const tip = Object.assign(document.createElement("div"), { className: "tooltip", popover: "manual" });
let soon = 0;

function show(control: HTMLElement): void {
  const key = control.dataset.key;
  tip.textContent = control.dataset.tip ?? "";
  if (key) tip.append(Object.assign(document.createElement("kbd"), { textContent: key }));
  (control.closest("dialog[open]") ?? document.body).append(tip);
  tip.setAttribute("aria-hidden", "true");
  tip.showPopover();
  place(tip, control);
}
function hide(): void {
  clearTimeout(soon);
  if (tip.matches(":popover-open")) tip.hidePopover();
}
document.addEventListener("pointerover", (event) => {
  const control = near(event, "[data-tip]");
  hide();
  if (control && event.pointerType === "mouse") soon = window.setTimeout(() => control.isConnected && show(control), 450);
});
document.addEventListener("focusin", (event) => {
  hide();
  const control = near(event, "[data-tip]");
  // Focus also moves while another popover opens or closes, and during that none may be shown.
  if (control?.matches(":focus-visible")) soon = window.setTimeout(() => control === document.activeElement && show(control));
});
for (const name of ["focusout", "pointerdown", "scroll", "keydown"]) document.addEventListener(name, hide, true);
