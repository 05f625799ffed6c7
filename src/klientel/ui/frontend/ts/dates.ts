/** `k-date`: a day typed as people write it, understood while typing; and numbers read the same way. */
import { define, language, near, one } from "./page";

const WORDS: Record<string, number> = { heute: 0, today: 0, morgen: 1, tomorrow: 1, übermorgen: 2, gestern: -1, yesterday: -1 };
const DAYS = ["so|su", "mo", "di|tu", "mi|we", "do|th", "fr", "sa"];

/** The day that is meant, or null. Accepts 23.11. · 23.11.26 · 2311 · 2026-11-23 · morgen · +3t · Fr. The server decides in the end. */
export function understoodDay(text: string, today = new Date()): Date | null {
  const typed = text.trim().toLowerCase();
  const start = new Date(today.getFullYear(), today.getMonth(), today.getDate());
  const shifted = (days: number): Date => new Date(start.getFullYear(), start.getMonth(), start.getDate() + days);
  const word = WORDS[typed];
  if (word !== undefined) return shifted(word);
  const ahead = /^([+-]\d{1,3})\s*(t|d|tage?|days?|w|wochen?|weeks?)?$/.exec(typed);
  if (ahead) return shifted(Number(ahead[1]) * (ahead[2]?.startsWith("w") ? 7 : 1));
  const weekday = DAYS.findIndex((names) => new RegExp(`^(${names})[a-zä]*$`).test(typed));
  if (weekday >= 0) return shifted((weekday - start.getDay() + 7) % 7 || 7);
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(typed);
  if (iso) return day(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const parts = /^(\d{1,2})\.\s*(\d{1,2})\.?\s*(\d{2}|\d{4})?$/.exec(typed) ?? /^(\d{2})(\d{2})$/.exec(typed);
  if (!parts) return null;
  const year = parts[3] ? Number(parts[3]) + (parts[3].length === 2 ? 2000 : 0) : start.getFullYear();
  return day(year, Number(parts[2]), Number(parts[1]));
}

function day(year: number, month: number, date: number): Date | null {
  const found = new Date(year, month - 1, date);
  return found.getMonth() === month - 1 && found.getDate() === date ? found : null;
}

/** A number written the German or the English way: the last mark with one or two digits behind it parts the decimals. */
export function understoodNumber(text: string): number | null {
  const typed = text.replace(/[\s€$£\u00a0']/g, "").replace("−", "-");
  if (!/^-?[\d.,]+$/.test(typed)) return null;
  const decimals = /[.,](\d{1,2})$/.exec(typed);
  const whole = typed.slice(0, decimals?.index ?? typed.length).replace(/[.,]/g, "");
  return Number(`${whole || "0"}.${decimals?.[1] ?? "0"}`);
}

const long = (date: Date): string =>
  new Intl.DateTimeFormat(language() === "en" ? "en-GB" : language(), { weekday: "short", day: "numeric", month: "long", year: "numeric" }).format(date);

function say(input: HTMLInputElement, words: string): void {
  const place = input.closest(".field")?.querySelector<HTMLOutputElement>(".field-understood");
  if (place) place.value = words;
}

class DateField extends HTMLElement {
  connectedCallback(): void {
    const input = one<HTMLInputElement>("input", this);
    if (!input) return;
    input.addEventListener("input", () => this.#understand(input));
    one("button", this)?.addEventListener("click", () => this.#calendar(input));
    this.#understand(input);
  }

  #understand(input: HTMLInputElement): void {
    const found = understoodDay(input.value);
    say(input, found ? long(found) : "");
  }

  /** The browser's own calendar, kept out of sight until it is asked for. */
  #calendar(input: HTMLInputElement): void {
    const picker = Object.assign(document.createElement("input"), { type: "date", className: "visually-hidden", tabIndex: -1 });
    picker.setAttribute("aria-hidden", "true");
    this.append(picker);
    picker.addEventListener("change", () => {
      const [year = "", month = "", date = ""] = picker.value.split("-");
      if (year) input.value = `${date}.${month}.${year}`;
      this.#understand(input);
      input.dispatchEvent(new Event("change", { bubbles: true }));
      picker.remove();
      input.focus();
    });
    picker.showPicker();
  }
}

define("k-date", DateField);

document.addEventListener("input", (event) => {
  const input = near<HTMLInputElement>(event, "[data-understood=number]");
  if (!input) return;
  const number = understoodNumber(input.value);
  const unit = input.dataset.understoodUnit ?? "";
  const digits = unit === "€" ? 2 : 0;
  const words = number === null ? "" : new Intl.NumberFormat(language(), { minimumFractionDigits: digits, maximumFractionDigits: 2 }).format(number);
  say(input, words && `${words}\u00a0${unit}`);
});
