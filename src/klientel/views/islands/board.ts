/** `k-board`: cards walked with the arrows, moved by dragging, by Shift and the arrows, or by their menus. */
import type { Tools } from "../../ui/frontend/ts/islands";
import { walked } from "../../ui/frontend/ts/walked";

const CARD = "[data-item]";
/** After a change of more records than this it is cheaper to ask for all columns than for each record. */
const MANY = 50;
/** Cards that a column begins with at the least, as the server has it. */
const LEAST = 10;

export function open(tools: Tools): void {
  const { all, define, keyOf, near, one, peekAt, send, visit } = tools;

  class Board extends walked(tools) {
    #changed = new Set<string>();
    #stale = new Set<string>();
    protected override readonly first = ["j", "k", "ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight"];
    protected override readonly pause = 0;

    protected override opened(signal: AbortSignal): void {
      this.addEventListener("click", this.#clicked, { signal });
    }

    get columns(): HTMLElement[] {
      return all(".board-column", this);
    }

    /** The next or previous card of the column, through all lanes. */
    override step(by: number): void {
      const here = columnOf(this.current ?? one(CARD, this));
      const cards = this.columns.filter((column) => column === here || (here?.dataset.col !== undefined && column.dataset.col === here.dataset.col)).flatMap(cardsOf);
      this.stepAmong(cards.map((card) => one("[data-item-link]", card)).filter((link) => link !== null), by);
    }

    protected override places(card: HTMLElement): HTMLElement[] {
      const from = columnOf(card);
      return this.columns.filter((column) => from && column !== from && takes(from, column));
    }

    protected override dropped(card: HTMLElement, column: HTMLElement): void {
      void this.move(card, column);
    }

    protected override placeName(card: HTMLElement): string {
      return columnOf(card)?.dataset.name ?? "";
    }

    protected override press(event: KeyboardEvent, link: HTMLElement): boolean {
      const card = this.itemOf(link);
      if (!card || event.altKey) return false;
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      const step = { ArrowUp: -1, ArrowDown: 1, k: -1, j: 1 }[keyOf(event)];
      if (by && event.shiftKey) this.#shift(card, this.#along(card), by);
      else if (step && event.shiftKey && this.dataset.lane && event.key.startsWith("Arrow")) this.#shift(card, this.#across(card), step);
      else if (by) this.#beside(card, by);
      else if (step && !event.shiftKey) this.step(step);
      else if (event.key === "Home" || event.key === "End") this.focusOn(cardsOf(columnOf(card)).at(event.key === "Home" ? 0 : -1));
      else return false;
      return true;
    }

    /** The card at the same height of the next column that has any. */
    #beside(card: HTMLElement, by: number): void {
      const at = cardsOf(columnOf(card)).indexOf(card);
      const columns = this.#along(card);
      for (let next = columns.indexOf(columnOf(card) as HTMLElement) + by; columns[next]; next += by) {
        const cards = cardsOf(columns[next]);
        if (!cards.length) continue;
        this.focusOn(cards[Math.min(at, cards.length - 1)]);
        return;
      }
    }

    /** The columns of the lane that a card is in; without lanes all of them. */
    #along(card: HTMLElement): HTMLElement[] {
      return this.columns.filter((column) => column.dataset.row === columnOf(card)?.dataset.row);
    }

    /** The same column in all lanes. */
    #across(card: HTMLElement): HTMLElement[] {
      return this.columns.filter((column) => column.dataset.col === columnOf(card)?.dataset.col);
    }

    /** Moves a card to the next of some places that takes it. */
    #shift(card: HTMLElement, columns: HTMLElement[], by: number): void {
      const from = columnOf(card) as HTMLElement;
      for (let next = columns.indexOf(from) + by; columns[next]; next += by) {
        if (!takes(from, columns[next] as HTMLElement)) continue;
        void this.move(card, columns[next] as HTMLElement);
        return;
      }
    }

    #clicked = (event: MouseEvent): void => {
      const card = near(event, CARD);
      if (!card || near(event, "a, button") || getSelection()?.toString()) return;
      const href = one<HTMLAnchorElement>("[data-item-link]", card)?.href ?? "";
      if (event.metaKey || event.ctrlKey) window.open(href);
      else if (matchMedia("(min-width: 760px)").matches) {
        this.focusOn(card);
        peekAt(card);
      } else visit(href);
    };

    protected override chosen(card: HTMLElement, value: string, name: string): boolean {
      const isLane = !!this.dataset.lane && name === this.dataset.lane;
      const column = isLane ? this.#across(card).find((one) => one.dataset.lanePut === value) : this.#along(card).find((one) => one.dataset.put === value);
      if (!column) return false;
      void this.move(card, column);
      return true;
    }

    async move(card: HTMLElement, column: HTMLElement): Promise<void> {
      const from = columnOf(card);
      const { by = "", lane = "" } = this.dataset;
      if (!from || from === column) return;
      const values: Record<string, string> = {};
      if (!isBeside(from, column)) Object.assign(values, set(by, column.dataset.put, card.dataset.seen));
      if (lane && from.dataset.row !== column.dataset.row) Object.assign(values, set(lane, column.dataset.lanePut, card.dataset.seenLane));
      const now = await this.change(card, values, () => put(card, from, column), () => this.#redraw([from, column]));
      if (!now) return;
      const cards = cardsOf(columnOf(now));
      this.sayPlaced({ name: this.nameOf(now), column: this.placeName(now), place: cards.indexOf(now) + 1, count: cards.length });
    }

    /** Another window moved something: only the columns it left and came to are drawn anew. */
    protected override heard(keys: string[]): void {
      for (const key of keys) {
        this.#changed.add(key);
        const shown = this.itemNamed(key);
        if (shown) this.#stale.add(columnOf(shown)?.dataset.column ?? "");
      }
    }

    protected override missed(): void {
      for (const column of this.columns) this.#stale.add(column.dataset.column ?? "");
      this.catchUp();
    }

    protected override async renew(): Promise<void> {
      if (!this.#changed.size && !this.#stale.size) return;
      const keys = [...this.#changed];
      const stale = this.columns.filter((column) => this.#stale.has(column.dataset.column ?? ""));
      this.#changed.clear();
      this.#stale.clear();
      if (keys.length > MANY) await this.#redraw(this.columns);
      else await this.#redraw(stale, keys);
      for (const key of keys) this.itemNamed(key)?.classList.add("is-changed");
    }

    async #redraw(columns: Element[], ids: string[] = []): Promise<void> {
      const keys = columns.map((column) => (column as HTMLElement).dataset.column ?? "");
      // of those that show more than they begin with: all of them would make a long address
      const grown = this.columns.filter((column) => cardsOf(column).length > LEAST);
      const shown = grown.map((column) => `${column.dataset.column}.${cardsOf(column).length}`);
      const asked = new URLSearchParams(this.dataset.state ?? "");
      asked.set("redraw", "1");
      asked.set("columns", keys.join(","));
      asked.set("shown", shown.join(","));
      if (ids.length) asked.set("ids", ids.join(","));
      await send(this, "GET", `${this.dataset.base ?? location.pathname}?${asked}`);
      this.tidy();
    }
  }

  const columnOf = (card: Element | null): HTMLElement | null => card?.closest<HTMLElement>(".board-column") ?? null;
  const cardsOf = (column: Element | null | undefined): HTMLElement[] => (column ? all(CARD, column) : []);

  /** Whether two places are the same column in two lanes. */
  const isBeside = (from: HTMLElement, to: HTMLElement): boolean => from.dataset.col !== undefined && from.dataset.col === to.dataset.col;
  /** Whether a card can go from one place to another: what differs between them can be set. */
  function takes(from: HTMLElement, to: HTMLElement): boolean {
    const isSet = isBeside(from, to) || to.dataset.put !== undefined;
    return isSet && (from.dataset.row === to.dataset.row || to.dataset.lanePut !== undefined);
  }
  const set = (name: string, value = "", seen = ""): Record<string, string> => ({ [name]: value, [`seen-${name}`]: seen, [`keep-${name}`]: "1" });

  /** Puts a card into a column and gives the way back. */
  function put(card: HTMLElement, from: HTMLElement, column: HTMLElement): () => void {
    const next = card.nextElementSibling;
    const list = one(".board-cards", column);
    if (list) list.prepend(card);
    else card.hidden = true;
    count(from, -1);
    count(column, 1);
    return () => {
      one(".board-cards", from)?.insertBefore(card, next?.isConnected ? next : null);
      card.hidden = false;
      count(from, 1);
      count(column, -1);
    };
  }

  /** What the head of a column says until the server has said it. */
  function count(column: Element, by: number): void {
    const text = one(".board-head .tab-count", column)?.firstChild;
    const number = /^\d+/.exec(text?.textContent ?? "")?.[0];
    if (text && number) text.textContent = (text.textContent ?? "").replace(number, String(Number(number) + by));
  }

  define("k-board", Board);
}
