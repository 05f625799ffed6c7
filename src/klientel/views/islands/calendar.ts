/** `k-calendar`: entries walked with the arrows, moved to another day or hour by dragging, by Shift and the arrows, or by their menus. */
import type { Tools } from "../../ui/frontend/ts/islands";
import { walked } from "../../ui/frontend/ts/walked";
import { keepTime, openAt, pushed, putAt, timeAt } from "./hours";

export function open(tools: Tools): void {
  const { all, define, one, show } = tools;

  class Calendar extends walked(tools) {
    /** Where the pointer is, and how far below the upper edge it took an entry. */
    #pointer = 0;
    #grip = 0;

    protected override opened(signal: AbortSignal): void {
      if (!this.#hasHours) return;
      openAt(this);
      keepTime(this, signal);
      this.addEventListener("pointerdown", (event) => {
        const entry = this.itemOf(event.target as Element);
        this.#grip = entry?.dataset.clock ? event.clientY - entry.getBoundingClientRect().top : 0;
      }, { signal });
      document.addEventListener("pointermove", (event) => (this.#pointer = event.clientY), { signal });
    }

    get #hasHours(): boolean {
      return this.dataset.opensAt !== undefined;
    }

    #isOpen(entry: HTMLElement | null): boolean {
      return (entry?.dataset.isOpen ?? this.dataset.isOpen) !== undefined;
    }

    get days(): HTMLElement[] {
      return all(".calendar-day", this);
    }

    protected override places(entry: HTMLElement): HTMLElement[] {
      if (!this.#isOpen(entry)) return [];
      return this.#hasHours ? this.days : this.days.filter((day) => day !== dayOf(entry));
    }

    protected override dropped(entry: HTMLElement, day: HTMLElement): void {
      const clock = this.#hasHours ? timeAt(day, this.#pointer, this.#pointer - this.#grip) : "";
      void this.move(entry, day.dataset.day ?? "", clock || undefined);
    }

    protected override placeName(entry: HTMLElement): string {
      return dayOf(entry)?.dataset.name ?? "";
    }

    protected override nameOf(entry: Element): string {
      return one(".calendar-what", entry)?.textContent?.trim() ?? "";
    }

    protected override press(event: KeyboardEvent, link: HTMLElement): boolean {
      const days = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[event.key];
      if (!days || event.altKey) return false;
      const entry = this.itemOf(link);
      if (event.shiftKey && this.#hasHours && Math.abs(days) > 1) this.#push(entry, days < 0 ? -1 : 1);
      else if (event.shiftKey) this.#shift(entry, days);
      else if (Math.abs(days) > 1) this.step(days < 0 ? -1 : 1);
      else this.#beside(link, days);
      return true;
    }

    /** The first entry of the next day that has any. */
    #beside(link: HTMLElement, by: number): void {
      const days = this.days;
      for (let next = days.indexOf(dayOf(link) as HTMLElement) + by; days[next]; next += by) {
        if (this.focusOn(one("[data-item-link]", days[next]))) return;
      }
    }

    #shift(entry: HTMLElement | null, by: number): void {
      const [year = 0, month = 1, date = 1] = (dayOf(entry)?.dataset.day ?? "").split("-").map(Number);
      const day = new Date(Date.UTC(year, month - 1, date + by)).toISOString().slice(0, 10);
      if (entry && this.#isOpen(entry)) void this.move(entry, day);
    }

    /** Earlier or later on its day, for what has a time. */
    #push(entry: HTMLElement | null, by: number): void {
      const { clock } = entry?.dataset ?? {};
      if (entry && clock && this.#isOpen(entry)) void this.move(entry, dayOf(entry)?.dataset.day ?? "", pushed(clock, by));
    }

    protected override chosen(entry: HTMLElement, value: string): boolean {
      void this.move(entry, value.slice(0, 10));
      return true;
    }

    /** What an action of its own moves is asked for in its form; a time that is not given stays. */
    async move(entry: HTMLElement, day: string, clock = entry.dataset.clock): Promise<void> {
      const { base = "", by = "", action } = { ...this.dataset, ...entry.dataset };
      const { item = "", seen = "" } = entry.dataset;
      const stays = day === dayOf(entry)?.dataset.day && clock === entry.dataset.clock;
      if (!day || stays) return;
      const value = clock ? `${day} ${clock}` : day;
      if (action) {
        await show(`${base}/${item}/actions/${action}?${new URLSearchParams({ [by]: value })}`);
        return;
      }
      const target = one(`#day-${day}`, this);
      const place = (): (() => void) => (this.#hasHours && clock ? putAt(entry, target, clock) : put(entry, target));
      const now = await this.change(entry, { [by]: value, [`seen-${by}`]: seen }, place, async () => {
        // A free day has no list before it is drawn anew.
        if (entry.parentElement?.matches(".calendar-day")) entry.remove();
        await this.redraw();
      });
      const column = [target?.dataset.name, this.#hasHours && clock?.slice(0, 5)].filter(Boolean).join(", ");
      if (now && target) this.sayPlaced({ name: this.nameOf(now), column });
    }
  }

  const dayOf = (item: Element | null | undefined): HTMLElement | null => item?.closest<HTMLElement>(".calendar-day") ?? null;

  /** Puts an entry on a day and gives the way back. */
  function put(entry: HTMLElement, day: HTMLElement | null): () => void {
    const from = entry.parentElement;
    const next = entry.nextElementSibling;
    const list = day && one(".calendar-list", day);
    if (list) list.prepend(entry);
    else day?.append(entry);
    return () => from?.insertBefore(entry, next?.isConnected ? next : null);
  }

  define("k-calendar", Calendar);
}
