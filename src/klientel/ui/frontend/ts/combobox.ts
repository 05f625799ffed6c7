/** `k-combobox`: typed into and picked from; umlauts may be written in any way. With `data-adds` what is picked is ticked in the list before it, and the next can be picked. */
import { all, define, near, one } from "./page";

const PAUSE = 120;
let numbered = 0;

/** ä, ae and a are the same to somebody who searches. */
const folded = (text: string): string =>
  text.toLowerCase().replace(/ä|ae/g, "a").replace(/ö|oe/g, "o").replace(/ü|ue/g, "u").replace(/ß/g, "ss").normalize("NFD").replace(/\p{M}/gu, "");

class Combobox extends HTMLElement {
  #timer = 0;
  #shown = "";

  connectedCallback(): void {
    const { input, list } = this;
    if (!input || !list) return;
    this.#shown = input.value;
    input.addEventListener("focus", () => input.select());
    input.addEventListener("click", () => this.#open());
    input.addEventListener("input", () => {
      this.#open();
      clearTimeout(this.#timer);
      if (this.dataset.source) this.#timer = window.setTimeout(() => void this.#fetch(input.value), PAUSE);
      else this.#filter(input.value);
    });
    input.addEventListener("keydown", (event) => this.#key(event));
    input.addEventListener("blur", () => this.#close(input.value === ""));
    // pointerdown, since blur would close the list before a click arrives
    list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const option = near(event, "[role=option]");
      if (option) this.#pick(option);
    });
  }

  get input(): HTMLInputElement | null {
    return one<HTMLInputElement>("[role=combobox]", this);
  }
  get list(): HTMLElement | null {
    return one("[role=listbox]", this);
  }
  get options(): HTMLElement[] {
    return all("[role=option]:not([hidden])", this);
  }

  #open(): void {
    const { input, list } = this;
    if (!input || !list || !list.hidden) return;
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    if (this.dataset.source && !this.options.length) void this.#fetch("");
    else this.#filter("");
  }

  #close(empty = false): void {
    const { input, list } = this;
    if (!input || !list) return;
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    if (empty) this.#set("", "");
    else if (!("create" in this.dataset)) input.value = this.#shown;
    else this.#set(input.value === this.#shown ? this.#value : input.value, input.value);
  }

  get #value(): string {
    return one<HTMLInputElement>("input[type=hidden]", this)?.value ?? "";
  }

  #set(value: string, shown: string): void {
    const hidden = one<HTMLInputElement>("input[type=hidden]", this);
    const changed = hidden?.value !== value;
    if (hidden) hidden.value = value;
    if (this.input) this.input.value = shown;
    this.#shown = shown;
    if (changed) hidden?.dispatchEvent(new Event("change", { bubbles: true }));
  }

  #filter(text: string): void {
    const wanted = folded(text);
    for (const option of all("[role=option]", this)) option.hidden = !folded(option.dataset.label ?? "").includes(wanted);
    this.#afterList();
  }

  async #fetch(text: string): Promise<void> {
    const url = new URL(this.dataset.source ?? "", location.href);
    url.searchParams.set("q", text);
    const answer = await fetch(url, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok || !this.list) return;
    this.list.innerHTML = await answer.text();
    this.#afterList();
  }

  #afterList(): void {
    one(".option-empty", this)?.remove();
    const none = this.options.length === 0 && one<HTMLTemplateElement>("template", this);
    if (none) this.list?.append(none.content.cloneNode(true));
    this.#activate(this.options[0]);
  }

  #activate(option: HTMLElement | undefined): void {
    for (const other of all("[role=option]", this)) other.classList.toggle("is-active", other === option);
    if (!option) return;
    option.id ||= `option-${++numbered}`;
    this.input?.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  #pick(option: HTMLElement): void {
    for (const other of all("[role=option]", this)) other.setAttribute("aria-selected", String(other === option));
    const { value = "", label = "" } = option.dataset;
    if (!("adds" in this.dataset) || !this.#tick(value, label)) this.#set(value, label);
    this.#close();
  }

  /** Ticks a value among the checks of the same field, as one of them if it is not there yet. */
  #tick(value: string, label: string): boolean {
    const checks = one(".checks", this.closest("fieldset") ?? this);
    const name = one<HTMLInputElement>("input[type=hidden]", this)?.name ?? "";
    if (!checks) return false;
    const there = all<HTMLInputElement>("input", checks).find((check) => check.value === value);
    const check = there ?? Object.assign(document.createElement("input"), { className: "checkbox", type: "checkbox", name, value });
    check.checked = true;
    if (!there) {
      const [choice, text] = [document.createElement("label"), document.createElement("span")];
      choice.className = "choice";
      text.className = "choice-text";
      text.textContent = label;
      choice.append(check, text);
      checks.append(choice);
    }
    check.dispatchEvent(new Event("change", { bubbles: true }));
    this.#set("", "");
    return true;
  }

  #key(event: KeyboardEvent): void {
    const { options, list } = this;
    const now = options.findIndex((option) => option.classList.contains("is-active"));
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list?.hidden) return this.#open();
      this.#activate(options.at((now + (event.key === "ArrowDown" ? 1 : -1)) % options.length));
    } else if (event.key === "Enter" && !list?.hidden && options[now]) {
      event.preventDefault();
      // a form around it is sent when all are picked
      if ("adds" in this.dataset) event.stopPropagation();
      this.#pick(options[now]);
    } else if (event.key === "Escape" && !list?.hidden) {
      event.preventDefault();
      event.stopPropagation();
      this.#close();
    }
  }
}

define("k-combobox", Combobox);
