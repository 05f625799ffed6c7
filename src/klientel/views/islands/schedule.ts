/** `k-schedule`: rows walked with the arrows, bars moved by dragging, by Shift and the arrows, or by their menus; what waits for what is drawn as lines. */
import type { Tools } from "../../ui/frontend/ts/islands";
import { walked } from "../../ui/frontend/ts/walked";

const DAY = 86_400_000;
/** So far a mouse goes before it drags, in pixels; so long a finger rests and the keyboard is waited for, in milliseconds. */
const AWAY = 4;
const RESTS = 250;
const TYPING = 500;
/** More rows than this are not drawn anew one by one. */
const MANY = 100;

type Edge = "both" | "start" | "end";
interface Move {
  row: HTMLElement;
  edge: Edge;
  by: number;
}

export function open(tools: Tools): void {
  const { all, announce, define, near, one, peekAt, say, send, show, visit } = tools;

  class Schedule extends walked(tools) {
    #changed = new Set<string>();
    /** The parts that were closed (true) or opened by hand; the others are as the address says. */
    #turned = new Map<string, boolean>();
    #parts = "";
    #sizes = new ResizeObserver(() => this.#draw());
    /** What the keyboard has moved and not yet sent. */
    #typed: Move | null = null;
    #typing = 0;

    protected override opened(signal: AbortSignal): void {
      this.addEventListener("pointerdown", (event) => this.#lift(event), { signal });
      this.addEventListener("click", this.#clicked, { signal });
      this.addEventListener("focusout", () => this.#sendTyped(), { signal });
      document.addEventListener("click", (event) => near(event, "[data-newer]") && visit(location.href), { signal });
      this.#sizes.observe(this);
      signal.addEventListener("abort", () => this.#sizes.disconnect());
    }

    get rows(): HTMLElement[] {
      return all(".schedule-row", this);
    }

    protected override get links(): HTMLElement[] {
      return all("[data-item-link]", this).filter((link) => !this.itemOf(link)?.hidden);
    }

    protected override nameOf(row: Element): string {
      return one(".schedule-title", row)?.textContent?.trim() ?? "";
    }

    protected override placeName(): string {
      return "";
    }

    // Bars are moved along their row, not to places.
    protected override places(): HTMLElement[] {
      return [];
    }

    protected override dropped(): void {
      return;
    }

    protected override tidy(): void {
      this.#fold();
      super.tidy();
      this.#draw();
    }

    protected override press(event: KeyboardEvent, link: HTMLElement): boolean {
      const row = this.itemOf(link);
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!row) return false;
      if (by && event.shiftKey) this.#type(row, event.altKey ? "end" : "both", by * Number(this.dataset.step));
      else if (event.altKey || event.shiftKey) return false;
      else if (by) return this.#turn(row, by < 0);
      else if (step) this.step(step);
      else return false;
      return true;
    }

    // Parts ------------------------------------------------------------------------------------

    /** Closes or opens the parts of a row; from a part, the left arrow goes to what it is part of. */
    #turn(row: HTMLElement, close: boolean): boolean {
      const button = one("[data-fold]", row);
      if (button && this.#isClosed(row) !== close) {
        this.#turned.set(row.dataset.item ?? "", close);
        this.#fold();
        this.#draw();
        return true;
      }
      const rows = this.rows;
      const above = close && rows.slice(0, rows.indexOf(row)).findLast((other) => levelOf(other) < levelOf(row));
      return !!above && levelOf(row) > 0 && this.focusOn(above);
    }

    #isClosed(row: HTMLElement): boolean {
      return this.#turned.get(row.dataset.item ?? "") ?? this.#parts === "closed";
    }

    #fold(): void {
      const { parts = "" } = this.dataset;
      if (parts !== this.#parts) this.#turned.clear();
      this.#parts = parts;
      let closed = Infinity;
      for (const row of this.rows) {
        const level = levelOf(row);
        if (level <= closed) closed = Infinity;
        row.hidden = level > closed;
        const button = one("[data-fold]", row);
        const isClosed = !!button && this.#isClosed(row);
        button?.setAttribute("aria-expanded", String(!isClosed));
        if (isClosed && closed === Infinity) closed = level;
      }
    }

    #clicked = (event: MouseEvent): void => {
      const fold = near(event, "[data-fold]");
      const row = near(event, ".schedule-row");
      if (!row) return;
      if (fold) this.#turn(row, fold.getAttribute("aria-expanded") === "true");
      else if (!near(event, "a, button") && !getSelection()?.toString()) {
        this.focusOn(row);
        peekAt(row);
      }
    };

    // Moving -----------------------------------------------------------------------------------

    /** How many pixels a day is wide. */
    #pace(row: Element): number {
      return (one(".schedule-lane", row)?.getBoundingClientRect().width ?? 0) / Number(this.dataset.days);
    }

    /** The keyboard moves at once, and asks when it has come to rest. */
    #type(row: HTMLElement, edge: Edge, by: number): void {
      if (this.dataset.isOpen === undefined || (edge !== "both" && this.dataset.hasEnds === undefined)) return;
      if (this.#typed && (this.#typed.row !== row || this.#typed.edge !== edge)) this.#sendTyped();
      const move = { row, edge, by: (this.#typed?.by ?? 0) + by };
      if (!shown(move, this.#pace(row))) return;
      this.#typed = move;
      announce(daysOf(move));
      clearTimeout(this.#typing);
      this.#typing = window.setTimeout(() => this.#sendTyped(), TYPING);
    }

    #sendTyped(): void {
      clearTimeout(this.#typing);
      const move = this.#typed;
      this.#typed = null;
      if (move) void this.move(move);
    }

    protected override chosen(row: HTMLElement, value: string): boolean {
      const [edge, by] = value.split(".");
      void this.move({ row, edge: edge as Edge, by: Number(by) });
      return true;
    }

    /** What an action of its own moves is asked for in its form. */
    async move(move: Move): Promise<void> {
      const { row, edge, by } = move;
      const { base = "", start = "", end = "", action } = this.dataset;
      if (!by) {
        shown(move, 0);
        return;
      }
      if (action) {
        shown({ ...move, by: 0 }, 0);
        const { item = "", first = "", clock = "" } = row.dataset;
        const asked = new URLSearchParams({ [start]: `${moved(first, by)} ${clock}`.trim() });
        await show(`${base}/${item}/actions/${action}?${asked}`);
        return;
      }
      const values = { shift: `${edge}.${by}`, [`seen-${start}`]: row.dataset.seenStart ?? "", [`seen-${end}`]: row.dataset.seenEnd ?? "" };
      const days = daysOf(move);
      const put = (): (() => void) => {
        shown(move, this.#pace(row));
        return () => shown({ ...move, by: 0 }, 0);
      };
      const now = await this.change(row, values, put, () => this.#redraw([row.dataset.item ?? ""]));
      if (now) this.sayPlaced({ name: this.nameOf(now), days });
    }

    #lift(down: PointerEvent): void {
      const bar = near(down, "[data-bar]");
      const row = bar?.closest<HTMLElement>(".schedule-row");
      if (!bar || !row || down.button || !down.isPrimary || this.dataset.isOpen === undefined || row.getAttribute("aria-busy")) return;
      const grip = this.dataset.hasEnds === undefined ? null : near(down, "[data-edge]")?.dataset.edge;
      const move: Move = { row, edge: (grip ?? "both") as Edge, by: 0 };
      const isTouch = down.pointerType === "touch";
      const life = new AbortController();
      const { signal } = life;
      let held = false;
      const timer = isTouch ? window.setTimeout(() => lift(), RESTS) : 0;
      const lift = (): void => {
        held = true;
        row.classList.add("is-held");
        document.documentElement.classList.add("is-dragging");
        getSelection()?.removeAllRanges();
        say(this.dataset.lifted ?? "", { name: this.nameOf(row) });
      };
      const end = (drop: boolean): void => {
        clearTimeout(timer);
        life.abort();
        row.classList.remove("is-held");
        document.documentElement.classList.remove("is-dragging");
        if (!held) return;
        // The click that ends a drag is none.
        const stop = (event: Event): void => {
          event.preventDefault();
          event.stopPropagation();
        };
        addEventListener("click", stop, { capture: true, once: true });
        const over = (): unknown => setTimeout(() => removeEventListener("click", stop, true));
        // After Escape the button is still down: its click is yet to come.
        if (drop) over();
        else addEventListener("pointerup", over, { capture: true, once: true });
        if (drop && move.by) return void this.move(move);
        shown({ ...move, by: 0 }, 0);
        say(this.dataset.back ?? "", { name: this.nameOf(row) });
      };
      document.addEventListener("pointermove", (event) => {
        const far = Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY);
        if (!held && isTouch && far > 2 * AWAY) return end(false);
        if (!held && !isTouch && far > AWAY) lift();
        if (!held) return;
        const by = Math.round((event.clientX - down.clientX) / this.#pace(row));
        if (by !== move.by && shown({ ...move, by }, this.#pace(row))) move.by = by;
      }, { signal });
      document.addEventListener("pointerup", () => end(true), { signal });
      document.addEventListener("pointercancel", () => end(false), { signal });
      document.addEventListener("keydown", (event) => {
        if (event.key !== "Escape" || !held) return;
        event.preventDefault();
        event.stopPropagation();
        end(false);
      }, { capture: true, signal });
      this.addEventListener("touchmove", (event) => held && event.preventDefault(), { passive: false, signal });
      this.addEventListener("dragstart", (event) => event.preventDefault(), { signal });
    }

    // What others change -----------------------------------------------------------------------

    protected override heard(keys: string[]): void {
      for (const key of keys) this.#changed.add(key);
    }

    protected override async renew(): Promise<void> {
      const keys = [...this.#changed];
      this.#changed.clear();
      const mine = keys.filter((key) => this.itemNamed(key));
      if (mine.length > MANY) return visit(location.href);
      if (mine.length) await this.#redraw(mine);
      if (mine.length === keys.length) return;
      // Whether others belong here only the server knows; what was paged further is not lost for them.
      const offer = one("[data-newer]");
      if (all(".schedule-row.level-0", this).length <= Number(this.dataset.page)) await this.redraw();
      else if (offer) offer.hidden = false;
    }

    async #redraw(keys: string[]): Promise<void> {
      const ids = keys.map((key) => {
        const row = this.itemNamed(key);
        return `${key}.${row ? levelOf(row) : 0}.${row && one("[data-fold]", row) ? 1 : 0}`;
      });
      const asked = new URLSearchParams(this.dataset.state ?? "");
      asked.set("redraw", "1");
      asked.set("ids", ids.join(","));
      await send(this, "GET", `${this.dataset.base}?${asked}`);
      this.tidy();
    }

    // Lines ------------------------------------------------------------------------------------

    /** A line from the end of what is waited for to the beginning of what waits, for each pair that is shown. */
    #draw(): void {
      const lines = this.querySelector<SVGElement>(".schedule-ties");
      if (!lines || !lines.checkVisibility()) return;
      const from = lines.getBoundingClientRect();
      const paths: SVGPathElement[] = [];
      for (const row of all(".schedule-row[data-waits]:not([hidden])", this)) {
        for (const key of (row.dataset.waits ?? "").split(" ")) {
          const other = this.itemNamed(key);
          const [to, back] = [boxOf(row), other && boxOf(other)];
          if (!other || other.hidden || !to || !back) continue;
          const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
          path.setAttribute("d", wayOf(back.right - from.left, back.top + back.height / 2 - from.top, to.left - from.left, to.top + to.height / 2 - from.top));
          if ((row.dataset.last ?? "") < (other.dataset.last ?? "")) path.classList.add("is-broken");
          paths.push(path);
        }
      }
      lines.replaceChildren(...paths);
    }
  }

  const levelOf = (row: HTMLElement): number => Number(row.dataset.level);
  const boxOf = (row: Element): DOMRect | undefined => row.querySelector("[data-bar] > rect, [data-bar] path")?.getBoundingClientRect();

  const moved = (day: string, by: number): string => (day ? new Date(Date.parse(day) + by * DAY).toISOString().slice(0, 10) : "");

  /** The days that a move leads to, as the language writes them. */
  function daysOf({ row, edge, by }: Move): string {
    const { first = "", last = "" } = row.dataset;
    const days = [edge === "end" ? first : moved(first, by), edge === "start" ? last : moved(last, by)];
    const written = new Intl.DateTimeFormat(document.documentElement.lang, { day: "numeric", month: "short", timeZone: "UTC" });
    return [...new Set(days.filter(Boolean).map((day) => written.format(Date.parse(day))))].join(" – ");
  }

  /** Shows a move before it is one, and whether it can be: nothing ends before it begins. */
  function shown({ row, edge, by }: Move, pace: number): boolean {
    const { first = "", last = "" } = row.dataset;
    if (edge === "start" && moved(first, by) > last && last) return false;
    if (edge === "end" && moved(last || first, by) < first) return false;
    const bar = row.querySelector<SVGGElement>("[data-bar]");
    const body = bar?.querySelector(":scope > rect");
    const words = row.querySelector<SVGElement>(".schedule-words");
    const text = words?.querySelector("text");
    if (!bar) return true;
    const far = by * pace;
    for (const part of [bar, words]) part?.style.setProperty("translate", by && !(edge === "end" && part === bar) && !(edge === "start" && part === words) ? `${far}px` : "");
    if (body) {
      body.setAttribute("data-width", body.getAttribute("data-width") ?? body.getAttribute("width") ?? "");
      const width = (row.querySelector(".schedule-lane")?.getBoundingClientRect().width ?? 0) * (Number.parseFloat(body.getAttribute("data-width") ?? "") / 100);
      const grows = edge === "end" ? far : edge === "start" ? -far : 0;
      body.setAttribute("width", grows ? String(Math.max(2, width + grows)) : (body.getAttribute("data-width") ?? ""));
    }
    if (text) {
      text.dataset.said = text.dataset.said ?? text.textContent ?? "";
      text.textContent = by ? daysOf({ row, edge, by }) : text.dataset.said;
    }
    return true;
  }

  /** A line with rounded corners that leaves to the right and arrives from the left, with its arrow. */
  function wayOf(x1: number, y1: number, x2: number, y2: number): string {
    const arrow = `M${x2 - 5} ${y2 - 4}l5 4-5 4`;
    if (x2 - x1 >= 16) return `M${x1} ${y1}h8V${y2}H${x2}${arrow}`;
    const between = y1 + (y2 > y1 ? 1 : -1) * Math.min(Math.abs(y2 - y1) / 2, 20);
    return `M${x1} ${y1}h8V${between}H${x2 - 12}V${y2}H${x2}${arrow}`;
  }

  define("k-schedule", Schedule);
}
