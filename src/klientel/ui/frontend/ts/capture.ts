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
      // read once the dialog is open, so that what was understood then is seen again
      queueMicrotask(() => input.dispatchEvent(new Event("input", { bubbles: true })));
    }
    input.addEventListener("input", () => store.set(this.#key, input.value || null));
    this.addEventListener("htmx:after:swap", () => announce(one("#capture-read", this)?.dataset.summary ?? ""));
    this.closest("form")?.addEventListener("htmx:after:request", (event) => {
      if ((event as Answer).detail.ctx.response?.raw.headers.has("HX-Redirect")) store.set(this.#key, null);
    });
  }

  get #input(): HTMLInputElement | null {
    return one<HTMLInputElement>("[name=text]", this);
  }

  get #key(): string {
    return `capture:${this.dataset.workspace ?? ""}`;
  }
}

define("k-capture", Capture);
