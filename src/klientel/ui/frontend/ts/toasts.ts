/** `k-toasts`: one word at a time at the foot of the page, and the undo behind it. */
import { all, announce, define, near, one } from "./page";

const SHOWN = 8000;

class Toasts extends HTMLElement {
  #timer = 0;
  #watch = new MutationObserver(() => this.#arrange());

  connectedCallback(): void {
    this.#watch.observe(this, { childList: true });
    this.addEventListener("click", (event) => {
      if (near(event, "[data-toast-close], [hx-post]")) near(event, ".toast")?.remove();
    });
    for (const name of ["pointerenter", "focusin"]) this.addEventListener(name, () => clearTimeout(this.#timer));
    for (const name of ["pointerleave", "focusout"]) this.addEventListener(name, () => this.#start());
    this.#arrange();
  }

  disconnectedCallback(): void {
    this.#watch.disconnect();
    clearTimeout(this.#timer);
  }

  /** Only the newest stays, except errors, which wait for the person. */
  #arrange(): void {
    const old = all(".toast", this).slice(0, -1);
    for (const toast of old) if (toast.dataset.kind !== "error") toast.remove();
    // A live region that arrives together with its words is often not read: the standing one says them.
    const newest = all(".toast:not([data-kind='error'], [data-said])", this).at(-1);
    if (newest) {
      newest.dataset.said = "";
      announce(one("span", newest)?.textContent ?? "");
    }
    this.#start();
  }

  #start(): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      for (const toast of all(".toast:not([data-kind='error'])", this)) toast.remove();
    }, SHOWN);
  }
}

define("k-toasts", Toasts);

/** Says that something failed; without words of the server the general ones are used. */
export function fail(text = ""): void {
  const region = one("#toasts");
  if (!region) return;
  const toast = document.createElement("div");
  toast.className = "toast toast-error";
  toast.dataset.kind = "error";
  const words = document.createElement("span");
  words.setAttribute("role", "alert");
  words.textContent = text || region.dataset.failed || "";
  const close = document.createElement("button");
  close.className = "button button-quiet button-small";
  close.type = "button";
  close.dataset.toastClose = "";
  close.textContent = region.dataset.closeLabel ?? "";
  toast.append(words, close);
  for (const other of all(".toast-error", region)) other.remove();
  region.append(toast);
}
