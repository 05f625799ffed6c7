/** `k-day`: the lines of a day, or of an inbox, walked, done, put off, muted and previewed with the keyboard. */
import { keyOf, keysAreOn } from "./ownkeys";
import { all, define, isField, one } from "./page";
import { peekAt, peekIsOpen } from "./peek";

const ACTS: Record<string, string> = { e: "[data-day-done], [data-day-act]", h: "[data-day-later]", m: "[data-day-mute]" };

export class Day extends HTMLElement {
  /** The place of the line that a key has just ended: the one that comes there is next. */
  #ended = -1;

  connectedCallback(): void {
    document.addEventListener("keydown", this.press);
    document.addEventListener("htmx:after:swap", this.goOn);
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.press);
    document.removeEventListener("htmx:after:swap", this.goOn);
  }

  /** Pressed again, a key means the next line, not the first one. */
  private readonly goOn = (): void => {
    if (this.#ended < 0 || document.activeElement?.closest("[data-day-row]")) return;
    const rows = this.rows();
    const row = rows[Math.min(this.#ended, rows.length - 1)];
    this.#ended = -1;
    if (row) one(".day-link", row)?.focus();
    else one("#main h1")?.focus();
  };

  /** Goes to the next line or the one before; an open preview comes along. */
  step(by: number): void {
    const rows = this.rows();
    const at = rows.indexOf(this.current() as HTMLElement);
    const row = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))];
    if (!row) return;
    one(".day-link", row)?.focus();
    if (peekIsOpen()) peekAt(row);
  }

  private rows(): HTMLElement[] {
    return all("[data-day-row]", this).filter((row) => row.checkVisibility());
  }

  /** The line that has the focus, or whose preview is open. */
  private current(): HTMLElement | null {
    return document.activeElement?.closest<HTMLElement>("[data-day-row]") ?? one(".is-peeked", this);
  }

  private readonly press = (event: KeyboardEvent): void => {
    const plain = !(event.metaKey || event.ctrlKey || event.altKey || event.shiftKey);
    if (event.defaultPrevented || event.isComposing || !plain || !keysAreOn() || isField(document.activeElement)) return;
    if (one("dialog[open]:not(.is-static), :popover-open:not(.tooltip)") || !this.act(event)) return;
    event.preventDefault();
  };

  private act(event: KeyboardEvent): boolean {
    const key = keyOf(event);
    const on = document.activeElement;
    if (["j", "ArrowDown", "k", "ArrowUp"].includes(key)) {
      this.step(["j", "ArrowDown"].includes(key) ? 1 : -1);
      return true;
    }
    const row = this.current() ?? this.rows()[0];
    if (!row) return false;
    if (key === " " && !on?.closest("button, summary")) {
      if (row.dataset.peekHref) peekAt(row);
      return !!row.dataset.peekHref;
    }
    const control = ACTS[key] ? one(ACTS[key], row) : null;
    if (control) this.#ended = this.rows().indexOf(row);
    control?.click();
    return !!control;
  }
}

define("k-day", Day);
