/** `k-grid`: a table walked, chosen from and edited with the keyboard. */
import { isChanged } from "./facts";
import { keepOwn } from "./live";
import { keyOf } from "./ownkeys";
import { all, define, isField, near, one } from "./page";
import { peekAt, peekIsOpen } from "./peek";
import { keepPlace } from "./place";
import { process, refresh, visit } from "./server";

export class Grid extends HTMLElement {
  #before = new Map<string, Element>();
  /** Cells whose form is on its way. */
  #asked = new Set<string>();
  #anchor = -1;
  #after = -1;

  connectedCallback(): void {
    this.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("click", (event) => this.#click(event));
    this.addEventListener("change", (event) => this.#chosen(event));
    this.addEventListener("focusout", (event) => this.#left(event));
    this.addEventListener("focusin", (event) => this.#entered(event));
    document.addEventListener("htmx:after:swap", this.#swapped);
    this.addEventListener("submit", (event) => {
      (event.target as HTMLFormElement).dataset.sent = "1";
    });
    this.addEventListener("htmx:finally:request", () => {
      for (const form of all("[data-sent]", this)) delete form.dataset.sent;
    });
    this.#count();
    keepPlace(this);
  }

  disconnectedCallback(): void {
    document.removeEventListener("htmx:after:swap", this.#swapped);
  }

  /** What is drawn anew keeps no choice of rows that are gone; the row after them gets the focus. */
  #swapped = (): void => {
    this.#count();
    this.#goOn();
    release(this);
    const next = left < 0 ? undefined : this.rows[Math.min(left, this.rows.length - 1)];
    if (left < 0 || leaving.some((row) => row.isConnected)) return;
    left = -1;
    if (next) this.#focus(cells(next)[firstColumn(next)]);
  };

  /** Whoever stood on the mark of the next page stands on its first row when that has come. */
  #goOn(): void {
    if (this.#after < 0 || one("[data-next-page]:focus", this)) return;
    const next = this.rows[this.#after];
    this.#after = -1;
    if (next && (document.activeElement === document.body || !document.activeElement?.isConnected)) this.#focus(cells(next)[firstColumn(next)]);
  }

  get rows(): HTMLTableRowElement[] {
    return all<HTMLTableRowElement>("tbody tr[data-href]", this);
  }

  /** The row that has, or had last, the focus. */
  get row(): HTMLTableRowElement | null {
    return one<HTMLTableRowElement>("tr:has(> [tabindex='0'])", this);
  }

  /** Moves the focus by rows; with a peek open the peek follows. */
  step(by: number): void {
    const rows = this.rows;
    const now = this.row ? rows.indexOf(this.row) : -1;
    const next = rows[now < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, now + by))];
    const column = Math.max(0, this.row ? cells(this.row).findIndex((cell) => cell.tabIndex === 0) : firstColumn(next));
    if (next) this.#focus(cells(next)[column] ?? cells(next)[0]);
    if (next && peekIsOpen()) peekAt(next);
  }

  #focus(cell: HTMLElement | undefined): void {
    if (!cell) return;
    for (const other of all("td[tabindex='0']", this)) other.tabIndex = -1;
    cell.tabIndex = 0;
    cell.focus();
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  #entered(event: FocusEvent): void {
    this.#after = near(event, "[data-next-page]") ? this.rows.length : -1;
    const cell = near(event, "td");
    if (!cell || cell.tabIndex === 0) return;
    for (const other of all("td[tabindex='0']", this)) other.tabIndex = -1;
    cell.tabIndex = 0;
  }

  #key(event: KeyboardEvent): void {
    const cell = near<HTMLTableCellElement>(event, "td");
    const row = cell?.closest("tr");
    if (event.target instanceof Element && isField(event.target) && cell) return this.#editing(event, cell);
    if (event.altKey || (event.target !== cell && event.target !== this && !near(event, "a, [data-select]"))) return;
    const mod = event.metaKey || event.ctrlKey;
    const key = keyOf(event);
    const done = ((): boolean => {
      if (mod && key === "a") return this.#chooseAll(true);
      if (mod && key === "Enter" && cell) return this.#follow(cell);
      if (mod) return false;
      if (key === "ArrowDown" || key === "j") return this.#walk(1, event.shiftKey);
      if (key === "ArrowUp" || key === "k") return this.#walk(-1, event.shiftKey);
      if (!cell || !row) return false;
      const at = cells(row).indexOf(cell);
      if (key === "ArrowRight") return this.#to(cells(row)[at + 1]);
      if (key === "ArrowLeft") return this.#to(cells(row)[at - 1]);
      if (key === "Home") return this.#to(cells(row)[0]);
      if (key === "End") return this.#to(cells(row).at(-1));
      if (key === "F2" || (key === "Enter" && cell.dataset.edit)) return this.#edit(cell, cell.dataset.rename);
      if (key === "." || (key === "Enter" && cell.matches(".is-menu"))) return this.#menu(row);
      if (key === "Enter") return this.#open(row);
      if (key === " ") return this.#peek(row);
      if (key === "x") return this.#choose(row, !isChosen(row));
      if (key === "Escape" && !peekIsOpen() && this.#chosenRows().length) return this.#chooseAll(false);
      return false;
    })();
    if (done) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  #walk(by: number, extend: boolean): boolean {
    if (extend && this.row) this.#choose(this.row, true);
    this.step(by);
    if (extend && this.row) this.#choose(this.row, true);
    return true;
  }

  #to(cell: HTMLElement | undefined): boolean {
    this.#focus(cell);
    return true;
  }

  /** The links of a cell are no stops of their own: what they do is asked of the cell. */
  #follow(cell: HTMLElement): boolean {
    const link = one("a[href]", cell);
    link?.click();
    return !!link;
  }

  #menu(row: HTMLElement): boolean {
    one("[data-pops]", row)?.click();
    return true;
  }

  #open(row: HTMLElement): boolean {
    if (row.dataset.href) visit(row.dataset.href);
    return true;
  }

  #peek(row: HTMLElement): boolean {
    if (!row.dataset.peekHref) return false;
    peekAt(row);
    return true;
  }

  #click(event: MouseEvent): void {
    const cell = near<HTMLTableCellElement>(event, "td");
    const row = cell?.closest("tr");
    if (!cell || !row?.dataset.href || near(event, "a, button, label, form, .is-select")) return;
    if (getSelection()?.toString()) return;
    if (event.metaKey || event.ctrlKey) window.open(row.dataset.href);
    else if (cell.dataset.edit && matchMedia("(min-width: 760px)").matches) this.#edit(cell);
    else {
      this.#focus(cell);
      if (!this.#peek(row)) this.#open(row);
    }
  }

  // --- Choosing rows

  #chosenRows = (): HTMLElement[] => this.rows.filter(isChosen);

  #choose(row: HTMLElement, on: boolean): boolean {
    const box = one<HTMLInputElement>("[data-select]", row);
    if (!box) return false;
    box.checked = on;
    row.toggleAttribute("aria-selected", on);
    if (on) row.setAttribute("aria-selected", "true");
    this.#count();
    return true;
  }

  #chooseAll(on: boolean): boolean {
    for (const row of this.rows) this.#choose(row, on);
    return true;
  }

  #chosen(event: Event): void {
    const box = event.target as HTMLInputElement;
    if (box.matches("[data-select-all]")) this.#chooseAll(box.checked);
    const row = box.matches("[data-select]") ? box.closest("tr") : null;
    if (!row) return;
    const at = this.rows.indexOf(row);
    this.#choose(row, box.checked);
    this.#anchor = at;
  }

  /** Says how many are chosen, in the box of the head and in the bar below. */
  #count(): void {
    const number = this.#chosenRows().length;
    const whole = one<HTMLInputElement>("[data-select-all]", this);
    if (whole) {
      whole.checked = number > 0 && number === this.rows.length;
      whole.indeterminate = number > 0 && number < this.rows.length;
    }
    const bar = one("[data-bulk]");
    const words = bar && one("[data-bulk-count]", bar);
    if (!bar || !words) return;
    bar.hidden = number === 0;
    // A whole list is chosen beyond the rows that are shown, as long as none of those is left out.
    const every = one<HTMLButtonElement>("[data-bulk-all]", bar);
    const flag = one<HTMLInputElement>("#bulk [name='all']");
    if (flag && (number === 0 || number < this.rows.length)) flag.value = "";
    if (every) every.hidden = !!flag?.value || number < this.rows.length || !one("#next-page", this);
    words.textContent = flag?.value ? (every?.dataset.bulkAll ?? "") : (words.dataset.bulkCount ?? "").replace("{count}", String(number));
  }

  /** Chooses all that the list has, shown or not. */
  every(): void {
    const flag = one<HTMLInputElement>("#bulk [name='all']");
    if (flag) flag.value = "1";
    this.#count();
    one("[data-bulk-clear]")?.focus();
  }

  clear(): void {
    this.#chooseAll(false);
    this.#anchor = -1;
    (this.row ? cells(this.row)[0] : this)?.focus();
  }

  get anchor(): number {
    return this.#anchor;
  }

  // --- Editing in place

  #edit(cell: HTMLTableCellElement, address = cell.dataset.edit): boolean {
    if (!address) return false;
    const { id } = cell;
    // The second click of a double click asks for nothing more: its answer would replace what is typed by then.
    if (this.#asked.has(id)) return true;
    this.#asked.add(id);
    this.#before.set(id, cell.cloneNode(true) as Element);
    if (!one("[data-cell-form]", this)) hold(this);
    void refresh(cell, address).finally(() => this.#asked.delete(id)).then(() => {
      const input = one<HTMLInputElement>(`#${CSS.escape(id)} [data-cell-input]`, this);
      input?.focus();
      if (input?.select) input.select();
    });
    return true;
  }

  #editing(event: KeyboardEvent, cell: HTMLTableCellElement): void {
    const form = one<HTMLFormElement>("[data-cell-form]", cell);
    if (!form) return;
    if (isUndecided(cell)) return this.#deciding(event, form);
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.#revert(cell);
    } else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      this.#save(cell, form, 0);
    } else if (event.key === "Tab") {
      event.preventDefault();
      this.#save(cell, form, event.shiftKey ? -1 : 1);
    }
  }

  /** After a conflict Enter sets one's own value, Escape keeps the other's, and Tab reaches the two buttons. */
  #deciding(event: KeyboardEvent, form: HTMLFormElement): void {
    if (event.key !== "Escape" && event.key !== "Enter") return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Enter") form.requestSubmit();
    else one("[hx-get]", form)?.click();
  }

  #left(event: FocusEvent): void {
    const cell = near<HTMLTableCellElement>(event, "td:has([data-cell-form])");
    const form = cell && one<HTMLFormElement>("[data-cell-form]", cell);
    if (cell && form && !isUndecided(cell) && !cell.contains(event.relatedTarget as Node | null) && document.hasFocus()) this.#save(cell, form, null);
  }

  #revert(cell: HTMLElement, focus = true): void {
    const old = this.#before.get(cell.id);
    if (!old) return;
    this.#before.delete(cell.id);
    // Taking the field away also takes its focus away, which must not count as leaving it.
    const form = one<HTMLFormElement>("[data-cell-form]", cell);
    if (form) form.dataset.sent = "1";
    cell.replaceWith(old);
    process(old);
    release(this);
    if (focus) this.#focus(old as HTMLElement);
  }

  /** Sends what changed; `move` says where the focus goes: 0 stays, ±1 the neighbour, null wherever it went. */
  #save(cell: HTMLTableCellElement, form: HTMLFormElement, move: number | null): void {
    const { id } = cell;
    const row = cell.closest("tr");
    if (form.dataset.sent) return;
    // What was refused waits, as it was typed: Escape takes it back, nothing else does.
    if (isRefused(cell) && !isChanged(form)) {
      if (move !== null) one("[data-cell-input]", cell)?.focus();
      return;
    }
    if (!isChanged(form)) this.#revert(cell, move !== null);
    else {
      form.dataset.sent = "1";
      form.requestSubmit();
      this.addEventListener("htmx:after:swap", () => {
        const saved = document.getElementById(id);
        if (!saved) return;
        if (isRefused(saved)) one("[data-cell-input]", saved)?.focus();
        else if (move === 0 && !one("[data-cell-form]", saved)) this.#focus(saved);
      }, { once: true });
    }
    if (move && row) {
      const list = cells(row);
      this.#focus(list[list.findIndex((item) => item.id === id) + move]);
    }
  }
}

const cells = (row: Element): HTMLElement[] => all(":scope > td", row).filter((cell) => cell.checkVisibility());
const firstColumn = (row: Element | undefined): number => (row ? cells(row).findIndex((cell) => cell.matches(".is-title")) : 0);
const isRefused = (cell: Element): boolean => !!one(".cell-error", cell);
const isUndecided = (cell: Element): boolean => !!one(".cell-conflict", cell);
const isChosen = (row: Element): boolean => !!one<HTMLInputElement>("[data-select]", row)?.checked;

/** Columns keep their widths as long as one of their cells is a field. */
function hold(grid: Element): void {
  const heads = all("thead th", grid);
  const widths = heads.map((head) => head.getBoundingClientRect().width);
  heads.forEach((head, at) => (head.style.inlineSize = `${widths[at]}px`));
}
function release(grid: Element): void {
  if (!one("[data-cell-form]", grid)) for (const head of all("thead th", grid)) head.style.inlineSize = "";
}

define("k-grid", Grid);

// J, K and the arrows work before anything has the focus.
document.addEventListener("keydown", (event) => {
  const grid = one<Grid>("k-grid");
  const idle = document.activeElement === document.body || document.activeElement?.matches("h1, main");
  if (!grid || !idle || event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return;
  const key = keyOf(event);
  if (!["j", "k", "ArrowDown", "ArrowUp"].includes(key) || one("dialog[open]")) return;
  event.preventDefault();
  grid.step(key === "k" || key === "ArrowUp" ? -1 : 1);
});

// Deleting is sent by a form outside of the list: the chosen rows, or the one whose menu is open.
let left = -1;
let leaving: HTMLElement[] = [];
document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  const grid = one<Grid>("k-grid");
  if (!grid || !/\/trash$/.test(form.action)) return;
  const rows = grid.rows;
  leaving = rows.filter((row) => form.action.includes(row.dataset.liveUrl?.replace(/\/row.*$/, "/") ?? "?") || (form.id === "bulk" && isChosen(row)));
  left = leaving[0] ? rows.indexOf(leaving[0] as HTMLTableRowElement) : -1;
  keepOwn(leaving.map((row) => row.dataset.live ?? ""));
});

/** The export's own form sends the rows that are chosen, once; from its menu it sends the list. */
function exportChosen(): void {
  const form = one<HTMLFormElement>("#export");
  const ids = form && one<HTMLInputElement>("[name='ids']", form);
  if (!form || !ids) return;
  const isAll = one<HTMLInputElement>("#bulk [name='all']")?.value;
  ids.value = isAll ? "" : all<HTMLInputElement>("[data-select]:checked").map((box) => box.value).join(",");
  form.requestSubmit(one("[value='xlsx']", form));
  ids.value = "";
}

document.addEventListener("click", (event) => {
  if (near(event, "[data-bulk-clear]")) one<Grid>("k-grid")?.clear();
  if (near(event, "[data-exports-chosen]")) exportChosen();
  if (near(event, "[data-bulk-all]")) one<Grid>("k-grid")?.every();
});
