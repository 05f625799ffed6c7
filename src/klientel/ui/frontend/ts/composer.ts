/** `k-composer`: the kinds of things one can write; the looks, the button and the fields follow the kind. */
import { all, define, near, one } from "./page";

class Composer extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("click", (event) => {
      const mode = near(event, "[data-mode-name]");
      if (!mode) return;
      this.#choose(mode);
      one("textarea", this)?.focus();
    });
    this.addEventListener("keydown", (event) => {
      const modes = all("[data-mode-name]", this);
      const now = modes.indexOf(document.activeElement as HTMLElement);
      const next = { ArrowRight: now + 1, ArrowLeft: now - 1 }[event.key];
      const mode = now < 0 || next === undefined ? undefined : modes.at(next % modes.length);
      if (!mode) return;
      this.#choose(mode);
      mode.focus();
    });
    this.closest("form")?.addEventListener("htmx:after:request", (event) => {
      const status = (event as CustomEvent<{ ctx: { response?: { status: number } } }>).detail.ctx.response?.status ?? 0;
      if (status >= 200 && status < 300) this.#empty();
    });
    this.#choose(one("[aria-selected='true']", this));
  }

  #empty(): void {
    this.closest("form")?.reset();
    for (const fold of all<HTMLDetailsElement>("details", this)) fold.open = false;
  }

  #choose(mode: HTMLElement | null): void {
    if (!mode) return;
    const internal = "internal" in mode.dataset;
    for (const other of all("[data-mode-name]", this)) {
      other.setAttribute("aria-selected", String(other === mode));
      other.tabIndex = other === mode ? 0 : -1;
    }
    for (const part of all<HTMLFieldSetElement>("[data-mode]", this)) {
      part.hidden = !(part.dataset.mode ?? "").split(" ").includes(mode.dataset.modeName ?? "");
      if (part instanceof HTMLFieldSetElement) part.disabled = part.hidden;
    }
    this.closest("form")?.classList.toggle("composer-internal", internal);
    const hint = one("[data-internal-hint]", this);
    if (hint) hint.hidden = !internal;
    const kind = one<HTMLInputElement>("input[name=kind]", this);
    if (kind) kind.value = mode.dataset.modeName ?? "";
    const words = one("[data-composer-submit] > span", this);
    if (words) words.textContent = mode.dataset.submitLabel ?? "";
    const text = one<HTMLTextAreaElement>("textarea", this);
    if (text) text.placeholder = mode.dataset.placeholder ?? "";
  }
}

define("k-composer", Composer);
