/** `k-capture`: keeps what was typed in the line until it is noted, and says what it was understood as. */
import { announce, define, one, store } from "./page";

type Answer = CustomEvent<{ ctx: { response?: { raw: Response } } }>;

class Capture extends HTMLElement {
  connectedCallback(): void {
    const input = this.#input;
    if (!input) return;
    const kept = store.get(this.#key);
    if (kept && !input.value) {
      input.value = kept;
      requestAnimationFrame(() => this.#readAnew(input, 6));
    }
    input.addEventListener("input", () => store.set(this.#key, input.value || null));
    // one line, whatever its length: Enter notes it, Shift and Enter begins another
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.closest("form")?.requestSubmit(one<HTMLButtonElement>(".capture-submit", this));
    });
    this.addEventListener("htmx:after:swap", () => announce(one("#capture-read", this)?.dataset.summary ?? ""));
    this.closest("form")?.addEventListener("htmx:after:request", (event) => {
      if ((event as Answer).detail.ctx.response?.raw.headers.has("HX-Redirect")) store.set(this.#key, null);
    });
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
