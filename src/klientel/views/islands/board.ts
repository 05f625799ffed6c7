/** `k-board`: cards walked with the arrows, moved by dragging, by Shift and the arrows, or by their menus. */
import type { Tools } from "../../ui/frontend/ts/islands";
import { follow } from "../../ui/frontend/ts/dragging";

const CARD = ".card[data-card]";
const BAD = 2000;

export function open(tools: Tools): void {
  const { all, define, isField, near, one, peekAt, peekIsOpen, say, send, visit } = tools;

  class Board extends HTMLElement {
    #changed = new Set<string>();
    #stale = new Set<string>();
    #busy = 0;
    #life = new AbortController();
    /** The card that the Tab key comes to: what the server draws anew knows nothing of it. */
    #at = "";

    connectedCallback(): void {
      this.#life = new AbortController();
      this.addEventListener("keydown", this.#key);
      this.addEventListener("focusin", this.#entered);
      this.addEventListener("click", this.#clicked);
      this.addEventListener("live:changed", this.#live);
      document.addEventListener("submit", this.#chosen, true);
      document.addEventListener("htmx:after:swap", this.#swapped);
      follow(this, {
        card: CARD,
        places: (card) => all(".board-column[data-put]", this).filter((column) => column !== card.closest(".board-column")),
        lifted: (card) => say(this.dataset.lifted ?? "", { name: nameOf(card) }),
        dropped: (card, column) => void this.move(card, column),
        back: (card) => say(this.dataset.back ?? "", { name: nameOf(card), column: columnOf(card)?.dataset.name ?? "" }),
        missed: () => this.#staleAll(),
      }, this.#life.signal);
      this.#swapped();
    }

    disconnectedCallback(): void {
      this.#life.abort();
      document.removeEventListener("submit", this.#chosen, true);
      document.removeEventListener("htmx:after:swap", this.#swapped);
    }

    get columns(): HTMLElement[] {
      return all(".board-column", this);
    }

    /** The card that has, or had last, the focus. */
    get card(): HTMLElement | null {
      return one(".card-title[tabindex='0']", this)?.closest<HTMLElement>(CARD) ?? null;
    }

    /** The next or previous card of the column; a peek that is open follows. */
    step(by: number): void {
      const now = this.card ?? one(CARD, this);
      const cards = now ? cardsOf(columnOf(now)) : [];
      const next = now && cards[Math.min(cards.length - 1, Math.max(0, cards.indexOf(now) + (this.card ? by : 0)))];
      this.#focus(next ?? null);
      if (next && peekIsOpen()) peekAt(next);
    }

    // One stop for the Tab key: the arrows go on from there.
    #swapped = (): void => {
      const links = all(".card-title", this);
      const kept = (this.#at && one(`#${this.#at} .card-title`, this)) || links[0];
      for (const link of links) link.tabIndex = link === kept ? 0 : -1;
      for (const button of all(".card-menu", this)) button.tabIndex = -1;
    };

    #entered = (event: FocusEvent): void => {
      const link = near(event, ".card-title");
      if (!link) return;
      this.#at = link.closest(CARD)?.id ?? "";
      for (const other of all(".card-title[tabindex='0']", this)) other.tabIndex = -1;
      link.tabIndex = 0;
    };

    #focus(card: HTMLElement | null): boolean {
      const link = card && one(".card-title", card);
      link?.focus();
      card?.scrollIntoView({ block: "nearest", inline: "nearest" });
      return !!link;
    }

    #key = (event: KeyboardEvent): void => {
      const card = near(event, CARD);
      if (!card || event.altKey || event.metaKey || event.ctrlKey || isField(event.target as Element)) return;
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      const step = { ArrowUp: -1, ArrowDown: 1, k: -1, j: 1 }[event.key];
      const done = ((): boolean => {
        if (by && event.shiftKey) return this.#shift(card, by);
        if (by) return this.#beside(card, by);
        if (step && !event.shiftKey) return this.#walk(step);
        if (event.key === "Home" || event.key === "End") return this.#focus(cardsOf(columnOf(card)).at(event.key === "Home" ? 0 : -1) ?? null);
        if (event.key === " ") return this.#peek(card);
        if (event.key === ".") return this.#menu(card);
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

    #peek(card: HTMLElement): boolean {
      peekAt(card);
      return true;
    }

    #menu(card: HTMLElement): boolean {
      one(".card-menu", card)?.click();
      return true;
    }

    /** The card at the same height of the next column that has any. */
    #beside(card: HTMLElement, by: number): boolean {
      const at = cardsOf(columnOf(card)).indexOf(card);
      const columns = this.columns;
      for (let next = columns.indexOf(columnOf(card) as HTMLElement) + by; columns[next]; next += by) {
        const cards = cardsOf(columns[next]);
        if (cards.length) return this.#focus(cards[Math.min(at, cards.length - 1)] ?? null);
      }
      return true;
    }

    /** Moves a card to the next column that takes it. */
    #shift(card: HTMLElement, by: number): boolean {
      const columns = this.columns;
      for (let next = columns.indexOf(columnOf(card) as HTMLElement) + by; columns[next]; next += by) {
        if (columns[next]?.dataset.put === undefined) continue;
        void this.move(card, columns[next] as HTMLElement);
        return true;
      }
      return true;
    }

    #clicked = (event: MouseEvent): void => {
      const card = near(event, CARD);
      if (!card || near(event, "a, button") || getSelection()?.toString()) return;
      const href = one<HTMLAnchorElement>(".card-title", card)?.href ?? "";
      if (event.metaKey || event.ctrlKey) window.open(href);
      else if (matchMedia("(min-width: 760px)").matches) {
        this.#focus(card);
        peekAt(card);
      } else visit(href);
    };

    /** "Move to …" of a card's menu is the same move. */
    #chosen = (event: SubmitEvent): void => {
      const form = event.target as HTMLFormElement;
      const button = event.submitter as HTMLButtonElement | null;
      if (!form.matches("[data-moves]") || !button) return;
      const id = /([0-9a-f-]{36})\/change$/.exec(form.action)?.[1] ?? "";
      const card = one(`#card-${id}`, this);
      const column = this.columns.find((one) => one.dataset.put === button.value);
      if (!card || !column) return;
      event.preventDefault();
      event.stopPropagation();
      form.closest<HTMLElement>("[popover]")?.hidePopover();
      if (column !== columnOf(card)) void this.move(card, column);
    };

    /** Moves at once and asks then; what is refused slides back, and the reason is said. */
    async move(card: HTMLElement, column: HTMLElement): Promise<void> {
      const from = columnOf(card);
      const { by = "", placed = "" } = this.dataset;
      if (!from || from === column || card.getAttribute("aria-busy")) return;
      const next = card.nextElementSibling;
      const list = one(".board-cards", column);
      const hadFocus = card.contains(document.activeElement);
      card.setAttribute("aria-busy", "true");
      if (list) list.prepend(card);
      else card.hidden = true;
      count(from, -1);
      count(column, 1);
      if (hadFocus) this.#focus(card);
      this.#busy += 1;
      const values = { [by]: column.dataset.put ?? "", [`seen-${by}`]: card.dataset.seen ?? "" };
      const went = await send(card, "POST", `${this.dataset.base}/${card.dataset.card}/change`, values);
      this.#busy -= 1;
      card.removeAttribute("aria-busy");
      if (!went) {
        one(".board-cards", from)?.insertBefore(card, next?.isConnected ? next : null);
        card.hidden = false;
        count(from, 1);
        count(column, -1);
        card.classList.add("is-bad");
        setTimeout(() => card.classList.remove("is-bad"), BAD);
        if (hadFocus) this.#focus(card);
      }
      await this.#redraw([from, column]);
      const now = one(`#card-${card.dataset.card}`, this);
      if (hadFocus && document.activeElement === document.body) this.#focus(now);
      if (!went || !now) return;
      const cards = cardsOf(columnOf(now));
      const words = { name: nameOf(now), column: columnOf(now)?.dataset.name ?? "", place: cards.indexOf(now) + 1, count: cards.length };
      // After the word at the foot, which is said first.
      setTimeout(() => say(placed, words), 600);
    }

    /** Another window moved something: only the columns it left and came to are drawn anew. */
    #live = (event: Event): void => {
      for (const id of (event as CustomEvent<string[]>).detail) {
        this.#changed.add(id);
        const shown = one(`#card-${id}`, this);
        if (shown) this.#stale.add(columnOf(shown)?.dataset.column ?? "");
      }
      void this.#catchUp();
    };

    #staleAll(): void {
      for (const column of this.columns) this.#stale.add(column.dataset.column ?? "");
      void this.#catchUp();
    }

    async #catchUp(): Promise<void> {
      if (this.#busy || one(".is-held", this)) {
        setTimeout(() => void this.#catchUp(), 400);
        return;
      }
      if (!this.#changed.size && !this.#stale.size) return;
      const ids = [...this.#changed];
      const stale = this.columns.filter((column) => this.#stale.has(column.dataset.column ?? ""));
      this.#changed.clear();
      this.#stale.clear();
      // After a change of many records it is cheaper to ask for all columns than for each record.
      if (ids.length > 50) await this.#redraw(this.columns);
      else await this.#redraw(stale, ids);
      for (const id of ids) one(`#card-${id}`, this)?.classList.add("is-changed");
    }

    async #redraw(columns: Element[], ids: string[] = []): Promise<void> {
      const keys = columns.map((column) => (column as HTMLElement).dataset.column ?? "");
      const shown = this.columns.map((column) => `${column.dataset.column}.${cardsOf(column).length}`);
      const url = new URL(location.href);
      const asked = new URLSearchParams(this.dataset.state ?? "");
      asked.set("redraw", "1");
      asked.set("columns", keys.join(","));
      asked.set("shown", shown.join(","));
      if (ids.length) asked.set("ids", ids.join(","));
      await send(this, "GET", `${this.dataset.base ?? url.pathname}?${asked}`);
      this.#swapped();
    }
  }

  const columnOf = (card: Element): HTMLElement | null => card.closest<HTMLElement>(".board-column");
  const cardsOf = (column: Element | null | undefined): HTMLElement[] => (column ? all(CARD, column) : []);
  const nameOf = (card: Element): string => one(".card-title .person > span:last-child, .card-title", card)?.textContent?.trim() ?? "";

  /** What the head of a column says until the server has said it. */
  function count(column: Element, by: number): void {
    const text = one(".board-head .tab-count", column)?.firstChild;
    const number = /^\d+/.exec(text?.textContent ?? "")?.[0];
    if (text && number) text.textContent = (text.textContent ?? "").replace(number, String(Number(number) + by));
  }

  define("k-board", Board);

  // The arrows work before anything has the focus.
  document.addEventListener("keydown", (event) => {
    const board = one<Board>("k-board");
    const idle = document.activeElement === document.body || document.activeElement?.matches("h1, main, k-board");
    if (!board || !idle || event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || event.shiftKey) return;
    if (!["j", "k", "ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight"].includes(event.key) || one("dialog[open]")) return;
    event.preventDefault();
    const by = { k: -1, ArrowUp: -1 }[event.key] ?? 1;
    board.step(by);
  });
}
