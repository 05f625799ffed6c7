/** What every layout that draws records as items does alike: one of them is the stop of the Tab key, arrows and shortcuts go on from there, items move and come back, and what others change is drawn anew. */
import { follow } from "./dragging";
import type { Tools } from "./islands";

const ITEM = "[data-item]";
const LINK = "[data-item-link]";
const MENU = "[data-item-menu]";
const ARROWS = ["ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight"];
/** How long a refused item stays marked, and how long what others change waits for more, in milliseconds. */
const BAD = 2000;
const PAUSE = 400;
/** After the word at the foot, which is said first. */
const SAID = 600;

/** What is about to be changed of an item, by the names of the form. */
export type Values = Record<string, string>;

/** The class that the element of a layout extends: items are `data-item` with their record's key, and hold a `data-item-link` and a `data-item-menu`. */
export function walked(tools: Tools) {
  const { all, isField, isInHand, keyOf, near, one, peekAt, peekIsOpen, refresh, say, send } = tools;

  abstract class Walked extends HTMLElement {
    #busy = 0;
    #life = new AbortController();
    #timer = 0;
    /** The item that the Tab key comes to: what the server draws anew knows nothing of it. */
    #at = "";
    /** Keys that go to the first item before anything has the focus. */
    protected readonly first: string[] = ARROWS;
    protected readonly pause: number = PAUSE;

    /** What an arrow or another key means on an item, and whether it means anything. */
    protected abstract press(event: KeyboardEvent, link: HTMLElement): boolean;
    /** Where an item can be dropped. */
    protected abstract places(item: HTMLElement): HTMLElement[];
    protected abstract dropped(item: HTMLElement, place: HTMLElement): void;
    /** What the place is called that an item stands in. */
    protected abstract placeName(item: HTMLElement): string;
    /** "Move to …" of an item's menu: whether it is done here, as the same move. */
    protected abstract chosen(item: HTMLElement, value: string, name: string): boolean;

    connectedCallback(): void {
      this.#life = new AbortController();
      const { signal } = this.#life;
      this.addEventListener("keydown", this.#key, { signal });
      this.addEventListener("focusin", this.#entered, { signal });
      this.addEventListener("live:changed", this.#live, { signal });
      document.addEventListener("submit", this.#submitted, { capture: true, signal });
      document.addEventListener("htmx:after:swap", () => this.tidy(), { signal });
      document.addEventListener("keydown", this.#idle, { signal });
      follow(this, {
        card: ITEM,
        places: (item) => this.places(item),
        lifted: (item) => say(this.dataset.lifted ?? "", { name: this.nameOf(item) }),
        dropped: (item, place) => this.dropped(item, place),
        back: (item) => say(this.dataset.back ?? "", { name: this.nameOf(item), column: this.placeName(item) }),
        missed: () => this.missed(),
      }, signal);
      this.opened(signal);
      this.tidy();
    }

    disconnectedCallback(): void {
      this.#life.abort();
      clearTimeout(this.#timer);
    }

    protected opened(_signal: AbortSignal): void {
      return;
    }

    /** The links that the arrows walk along, in order. */
    protected get links(): HTMLElement[] {
      return all(LINK, this);
    }

    /** The link that the Tab key comes to. */
    protected get current(): HTMLElement | null {
      return one(`${LINK}[tabindex='0']`, this);
    }

    protected itemOf(link: Element | null | undefined): HTMLElement | null {
      return link?.closest<HTMLElement>(ITEM) ?? null;
    }

    protected itemNamed(key: string): HTMLElement | null {
      return one(`[data-item="${CSS.escape(key)}"]`, this);
    }

    protected nameOf(item: Element): string {
      return one(`${LINK} .person > span:last-child, ${LINK}`, item)?.textContent?.trim() ?? "";
    }

    /** The next or previous of the links beside the current one; a peek that is open follows. */
    step(by: number): void {
      this.stepAmong(this.links, by);
    }

    protected stepAmong(links: HTMLElement[], by: number): void {
      const now = links.indexOf(this.current as HTMLElement);
      const next = links[Math.min(links.length - 1, Math.max(0, now + by))];
      this.focusOn(next);
      const item = this.itemOf(next);
      if (item && peekIsOpen()) peekAt(item);
    }

    /** Gives the focus to an item or its link; answers whether there is one. */
    protected focusOn(target: HTMLElement | null | undefined): boolean {
      const link = target?.matches(LINK) ? target : target && one(LINK, target);
      link?.focus();
      (this.itemOf(link) ?? link)?.scrollIntoView({ block: "nearest", inline: "nearest" });
      return !!link;
    }

    // One stop for the Tab key: the arrows go on from there.
    protected tidy(): void {
      const links = this.links;
      const kept = (this.#at && one(LINK, this.itemNamed(this.#at) ?? document.createElement("i"))) || links[0];
      for (const link of links) link.tabIndex = link === kept ? 0 : -1;
      for (const button of all(MENU, this)) button.tabIndex = -1;
    }

    #entered = (event: FocusEvent): void => {
      const link = near(event, LINK);
      if (!link) return;
      this.#at = this.itemOf(link)?.dataset.item ?? "";
      for (const other of all(`${LINK}[tabindex='0']`, this)) other.tabIndex = -1;
      link.tabIndex = 0;
    };

    #key = (event: KeyboardEvent): void => {
      const link = near(event, LINK) ?? one(LINK, near(event, ITEM) ?? document.createElement("i"));
      // A button is pressed by its own keys.
      if (near(event, "button") && [" ", "Enter"].includes(event.key)) return;
      if (!link || event.metaKey || event.ctrlKey || isField(event.target as Element)) return;
      if (!this.press(event, link) && !this.#usual(event, this.itemOf(link))) return;
      event.preventDefault();
      event.stopPropagation();
    };

    #usual(event: KeyboardEvent, item: HTMLElement | null): boolean {
      if (!item || event.altKey) return false;
      if (event.key === " ") peekAt(item);
      else if (keyOf(event) === ".") one(MENU, item)?.click();
      else return false;
      return true;
    }

    // The arrows work before anything has the focus.
    #idle = (event: KeyboardEvent): void => {
      const on = document.activeElement;
      const idle = on === document.body || on === this || on?.matches("h1, main");
      if (!idle || event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || event.shiftKey) return;
      const key = keyOf(event);
      if (!this.first.includes(key) || one("dialog[open]")) return;
      event.preventDefault();
      const by = { k: -1, ArrowUp: -1 }[key] ?? 1;
      this.step(peekIsOpen() ? by : 0);
    };

    #submitted = (event: SubmitEvent): void => {
      const form = event.target as HTMLFormElement;
      const button = event.submitter as HTMLButtonElement | null;
      if (!form.matches("[data-moves]") || !button) return;
      const item = this.itemNamed(/([0-9a-f-]{36})\/change$/.exec(form.action)?.[1] ?? "");
      if (!item || !this.chosen(item, button.value, button.name)) return;
      event.preventDefault();
      event.stopPropagation();
      form.closest<HTMLElement>("[popover]")?.hidePopover();
    };

    /** Shows a change at once and asks then: `put` shows it and gives the way back, which what is refused goes. Answers the item as it was drawn anew, null for a refused one. */
    protected async change(item: HTMLElement, values: Values, put: () => () => void, redraw = (): Promise<void> => this.redraw()): Promise<HTMLElement | null> {
      if (item.getAttribute("aria-busy")) return null;
      const key = item.dataset.item ?? "";
      const hadFocus = item.contains(document.activeElement);
      item.setAttribute("aria-busy", "true");
      const back = put();
      if (hadFocus) this.focusOn(item);
      this.#busy += 1;
      const went = await send(item, "POST", `${item.dataset.base ?? this.dataset.base}/${key}/change`, values);
      this.#busy -= 1;
      item.removeAttribute("aria-busy");
      if (!went) {
        back();
        item.classList.add("is-bad");
        setTimeout(() => item.classList.remove("is-bad"), BAD);
        if (hadFocus) this.focusOn(item);
      }
      await redraw();
      const now = this.itemNamed(key);
      const on = document.activeElement;
      if (hadFocus && now && !now.contains(on) && (on === document.body || this.contains(on))) this.focusOn(now);
      return went ? now : null;
    }

    /** Says where an item came to, after the word at the foot. */
    protected sayPlaced(words: Record<string, string | number>): void {
      setTimeout(() => say(this.dataset.placed ?? "", words), SAID);
    }

    #live = (event: Event): void => {
      this.heard((event as CustomEvent<string[]>).detail);
      this.catchUp();
    };

    /** Records that others changed. */
    protected heard(_keys: string[]): void {
      return;
    }

    protected missed(): void {
      this.catchUp();
    }

    /** Draws anew what others changed, as soon as nothing is held or pressed and no move is on its way. */
    protected catchUp(wait = this.pause): void {
      clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => {
        if (this.#busy || isInHand(this) || one(".is-held", this)) this.catchUp(PAUSE);
        else void this.renew();
      }, wait);
    }

    protected renew(): Promise<void> {
      return this.redraw();
    }

    protected async redraw(): Promise<void> {
      await refresh(this, location.href, "outerMorph", `#${CSS.escape(this.id)}`);
      this.tidy();
    }
  }

  return Walked;
}
