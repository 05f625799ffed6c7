/** `k-capture`: keeps what was typed in the line until it is noted, and says what it was understood as. */
import { announce, define, one, store } from "./page";

type Answer = CustomEvent<{ ctx: { response?: { raw: Response } } }>;
type Failure = CustomEvent<{ error?: Error }>;

class Capture extends HTMLElement {
  connectedCallback(): void {
    const input = this.#input;
    if (!input) return;
    const kept = store.get(this.#key);
    if (kept && !input.value) {
      input.value = kept;
      requestAnimationFrame(() => this.#readAnew(input, 6));
    } else if (input.value) {
      store.set(this.#key, input.value);
    }
    input.addEventListener("input", () => store.set(this.#key, input.value || null));
    // one line, whatever its length: Enter notes it, Shift and Enter begins another
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.closest("form")?.requestSubmit(one<HTMLButtonElement>(".capture-submit", this));
    });
    this.addEventListener("htmx:after:swap", () => this.#announce());
    const form = this.closest("form");
    form?.addEventListener("htmx:after:request", (event) => {
      if ((event as Answer).detail.ctx.response?.raw.headers.has("HX-Redirect")) store.set(this.#key, null);
    });
    form?.addEventListener("htmx:before:request", () => this.#lost(false));
    // one look overtaken by the next is no loss
    form?.addEventListener("htmx:error", (event) => this.#lost((event as Failure).detail.error?.name !== "AbortError"));
    form?.addEventListener("htmx:after:swap", (event) => {
      if (event.target === form) this.#settle();
    });
  }

  #announce(): void {
    announce(one("#capture-read", this)?.dataset.summary ?? "");
  }

  /** Behind a press on a chip: on to what it is changed by, or back to the line. */
  #settle(): void {
    this.#announce();
    const start = one<HTMLInputElement>("[data-start]", this);
    const next = start ?? (document.activeElement === document.body || document.activeElement?.tagName === "DIALOG" ? this.#input : null);
    next?.focus();
    if (start instanceof HTMLInputElement) start.select();
  }

  /** Says that nothing was sent, and that nothing is lost. */
  #lost(is: boolean): void {
    const place = one<HTMLElement>("[data-lost-here]", this);
    if (!place || (!is && place.textContent !== this.dataset.lost)) return;
    place.hidden = !is;
    place.textContent = is ? (this.dataset.lost ?? "") : "";
  }

  /** Reads what was kept, so that what was understood then is seen again; htmx may take the line on later. */
  #readAnew(input: HTMLTextAreaElement, tries: number): void {
    if (!tries || !input.value || !one(".capture-examples", this)) return;
    input.dispatchEvent(new Event("restored"));
    setTimeout(() => this.#readAnew(input, tries - 1), 400);
  }

  get #input(): HTMLTextAreaElement | null {
    return one<HTMLTextAreaElement>("[name=text]", this);
  }

  get #key(): string {
    return `capture:${this.dataset.workspace ?? ""}`;
  }
}

define("k-capture", Capture);
