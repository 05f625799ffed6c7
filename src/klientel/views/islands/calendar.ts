/** `k-calendar`: entries walked with the arrows, moved to another day by dragging, by Shift and the arrows, or by their menus. */
import type { Tools } from "../../ui/frontend/ts/islands";
import { walked } from "../../ui/frontend/ts/walked";

export function open(tools: Tools): void {
  const { all, define, one, show } = tools;

  class Calendar extends walked(tools) {
    get days(): HTMLElement[] {
      return all(".calendar-day", this);
    }

    protected override places(entry: HTMLElement): HTMLElement[] {
      return this.dataset.isOpen === undefined ? [] : this.days.filter((day) => day !== dayOf(entry));
    }

    protected override dropped(entry: HTMLElement, day: HTMLElement): void {
      void this.move(entry, day.dataset.day ?? "");
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
      if (event.shiftKey) this.#shift(this.itemOf(link), days);
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
      if (entry && this.dataset.isOpen !== undefined) void this.move(entry, day);
    }

    protected override chosen(entry: HTMLElement, value: string): boolean {
      void this.move(entry, value.slice(0, 10));
      return true;
    }

    /** What an action of its own moves is asked for in its form. */
    async move(entry: HTMLElement, day: string): Promise<void> {
      const { base = "", by = "", action } = this.dataset;
      const { item = "", seen = "", clock } = entry.dataset;
      if (!day) return;
      const value = clock ? `${day} ${clock}` : day;
      if (action) {
        await show(`${base}/${item}/actions/${action}?${new URLSearchParams({ [by]: value })}`);
        return;
      }
      const target = one(`#day-${day}`, this);
      const now = await this.change(entry, { [by]: value, [`seen-${by}`]: seen }, () => put(entry, target), async () => {
        // A free day has no list before it is drawn anew.
        if (entry.parentElement?.matches(".calendar-day")) entry.remove();
        await this.redraw();
      });
      if (now && target) this.sayPlaced({ name: this.nameOf(now), column: target.dataset.name ?? "" });
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
