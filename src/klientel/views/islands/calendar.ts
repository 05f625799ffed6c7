/** `k-calendar`: entries walked with the arrows, moved to another day by dragging, by Shift and the arrows, or by their menus. */
import { follow } from "../../ui/frontend/ts/dragging";
import type { Tools } from "../../ui/frontend/ts/islands";

const ENTRY = ".calendar-item[data-entry]";
const LINK = ".calendar-entry";
const BAD = 2000;
const PAUSE = 400;

export function open(tools: Tools): void {
  const { all, define, isField, near, one, peekAt, peekIsOpen, refresh, say, send, show } = tools;

  class Calendar extends HTMLElement {
    #busy = 0;
    #life = new AbortController();
    #timer = 0;
    /** The entry that the Tab key comes to: what the server draws anew knows nothing of it. */
    #at = "";

    connectedCallback(): void {
      this.#life = new AbortController();
      this.addEventListener("keydown", this.#key);
      this.addEventListener("focusin", this.#entered);
      this.addEventListener("live:changed", this.#live);
      document.addEventListener("htmx:after:swap", this.#swapped);
      follow(this, {
        card: ENTRY,
        places: (entry) => (this.dataset.isOpen === undefined ? [] : this.days.filter((day) => day !== dayOf(entry))),
        lifted: (entry) => say(this.dataset.lifted ?? "", { name: nameOf(entry) }),
        dropped: (entry, day) => void this.move(entry, day.dataset.day ?? ""),
        back: (entry) => say(this.dataset.back ?? "", { name: nameOf(entry), column: dayOf(entry)?.dataset.name ?? "" }),
        missed: () => this.#live(),
      }, this.#life.signal);
      this.#swapped();
    }

    disconnectedCallback(): void {
      this.#life.abort();
      document.removeEventListener("htmx:after:swap", this.#swapped);
    }

    get days(): HTMLElement[] {
      return all(".calendar-day", this);
    }

    get links(): HTMLElement[] {
      return all(LINK, this);
    }

    /** The next or previous entry; a peek that is open follows. */
    step(by: number): void {
      const links = this.links;
      const now = links.findIndex((link) => link.tabIndex === 0);
      const next = links[Math.min(links.length - 1, Math.max(0, now + by))];
      next?.focus();
      const entry = next?.closest<HTMLElement>(ENTRY);
      if (entry && peekIsOpen()) peekAt(entry);
    }

    // One stop for the Tab key: the arrows go on from there.
    #swapped = (): void => {
      const links = this.links;
      const kept = (this.#at && one(`#${this.#at} ${LINK}`, this)) || links[0];
      for (const link of links) link.tabIndex = link === kept ? 0 : -1;
      for (const button of all(".calendar-menu", this)) button.tabIndex = -1;
    };

    #entered = (event: FocusEvent): void => {
      const link = near(event, LINK);
      if (!link) return;
      this.#at = link.closest(ENTRY)?.id ?? "";
      for (const other of this.links) other.tabIndex = other === link ? 0 : -1;
    };

    #key = (event: KeyboardEvent): void => {
      const link = near(event, LINK);
      if (!link || event.altKey || event.metaKey || event.ctrlKey || isField(event.target as Element)) return;
      const entry = link.closest<HTMLElement>(ENTRY);
      const days = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[event.key];
      const done = ((): boolean => {
        if (days && event.shiftKey) return this.#shift(entry, days);
        if (event.key === "ArrowUp" || event.key === "ArrowDown") return this.#walk(days === -7 ? -1 : 1);
        if (days) return this.#beside(link, days);
        if (event.key === " " && entry) return this.#peek(entry);
        if (event.key === "." && entry) return this.#menu(entry);
        return false;
      })();
      if (!done) return;
      event.preventDefault();
      event.stopPropagation();
    };

    #walk(by: number): boolean {
      this.step(by);
      return true;
    }

    #peek(entry: HTMLElement): boolean {
      peekAt(entry);
      return true;
    }

    #menu(entry: HTMLElement): boolean {
      one(".calendar-menu", entry)?.click();
      return true;
    }

    /** The first entry of the next day that has any. */
    #beside(link: HTMLElement, by: number): boolean {
      const days = this.days;
      for (let next = days.indexOf(dayOf(link) as HTMLElement) + by; days[next]; next += by) {
        const first = one(LINK, days[next]);
        if (!first) continue;
        first.focus();
        return true;
      }
      return true;
    }

    #shift(entry: HTMLElement | null, by: number): boolean {
      const [year = 0, month = 1, date = 1] = (dayOf(entry)?.dataset.day ?? "").split("-").map(Number);
      const day = new Date(Date.UTC(year, month - 1, date + by)).toISOString().slice(0, 10);
      if (entry && this.dataset.isOpen !== undefined) void this.move(entry, day);
      return true;
    }

    /** Moves at once and asks then; what an action of its own moves is asked for in its form. */
    async move(entry: HTMLElement, day: string): Promise<void> {
      const { base = "", by = "", action, placed = "" } = this.dataset;
      const { entry: id = "", seen = "", clock } = entry.dataset;
      if (entry.getAttribute("aria-busy") || !day) return;
      const value = clock ? `${day} ${clock}` : day;
      if (action) {
        await show(`${base}/${id}/actions/${action}?${new URLSearchParams({ [by]: value })}`);
        return;
      }
      const hadFocus = entry.contains(document.activeElement);
      const from = entry.parentElement;
      const next = entry.nextElementSibling;
      const target = one(`#day-${day}`, this);
      const list = target && one(".calendar-list", target);
      entry.setAttribute("aria-busy", "true");
      if (list) list.prepend(entry);
      else if (target) target.append(entry);
      if (hadFocus) one(LINK, entry)?.focus();
      this.#busy += 1;
      const went = await send(entry, "POST", `${base}/${id}/change`, { [by]: value, [`seen-${by}`]: seen });
      this.#busy -= 1;
      entry.removeAttribute("aria-busy");
      if (!went) {
        from?.insertBefore(entry, next?.isConnected ? next : null);
        entry.classList.add("is-bad");
        setTimeout(() => entry.classList.remove("is-bad"), BAD);
      } else if (list === null && target) entry.remove();
      await this.#redraw();
      const now = one(`#entry-${id} ${LINK}`, this);
      if (hadFocus && now && document.activeElement !== now) now.focus();
      if (went && target) setTimeout(() => say(placed, { name: nameOf(now ?? entry), column: target.dataset.name ?? "" }), 600);
    }

    #live = (): void => {
      clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => {
        if (this.#busy || one(".is-held", this)) this.#live();
        else void this.#redraw();
      }, PAUSE);
    };

    async #redraw(): Promise<void> {
      await refresh(this, location.href, "outerMorph", `#${CSS.escape(this.id)}`);
      this.#swapped();
    }
  }

  const dayOf = (item: Element | null | undefined): HTMLElement | null => item?.closest<HTMLElement>(".calendar-day") ?? null;
  const nameOf = (entry: Element): string => one(".calendar-what", entry)?.textContent?.trim() ?? "";

  define("k-calendar", Calendar);

  // The arrows work before anything has the focus.
  document.addEventListener("keydown", (event) => {
    const calendar = one<Calendar>("k-calendar");
    const idle = document.activeElement === document.body || document.activeElement?.matches("h1, main, k-calendar");
    if (!calendar || !idle || event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || event.shiftKey) return;
    if (!["ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight"].includes(event.key) || one("dialog[open]")) return;
    event.preventDefault();
    calendar.step(0);
  });
}
