/** `k-write`: around a form with a text. `@` offers names to pick from, buttons and keys put signs of emphasis around what is chosen. */
import type { Tools } from "../../ui/frontend/ts/islands";

const PAUSE = 120;
/** What stands between an `@` and the caret: a name may have blanks, but only so many letters. */
const ASKED = /(?:^|[\s(\[{"„“'>])@([^@\n]{0,40})$/;
let numbered = 0;

export function open({ all, announce, define, near, one, say }: Tools): void {
  class Writing extends HTMLElement {
    #life = new AbortController();
    #list: HTMLElement | null = null;
    #timer = 0;
    #round = 0;
    /** Whoever closed the list with Escape is not asked again until another word. */
    #refused: string | null = null;

    connectedCallback(): void {
      this.#life = new AbortController();
      const { signal } = this.#life;
      const text = this.text;
      if (!text) return;
      const list = (this.#list = document.createElement("div"));
      list.className = "combobox-list writing-list";
      list.id = `names-${++numbered}`;
      list.role = "listbox";
      list.ariaLabel = this.dataset.label ?? "";
      list.hidden = true;
      text.after(list);
      text.setAttribute("aria-autocomplete", "list");
      text.setAttribute("aria-haspopup", "listbox");
      text.setAttribute("aria-controls", list.id);
      text.addEventListener("input", () => this.#look(), { signal });
      text.addEventListener("click", () => this.#look(), { signal });
      text.addEventListener("blur", () => this.#close(), { signal });
      // Before the shortcuts of the page and the dialog that would take Escape for themselves.
      text.addEventListener("keydown", (event) => this.#key(event), { capture: true, signal });
      // pointerdown, since blur would close the list before a click arrives
      list.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        const option = near(event, "[role=option]");
        if (option) this.#pick(option);
      }, { signal });
      this.addEventListener("click", (event) => {
        const button = near(event, "[data-writes]");
        if (button) this.#write(button.dataset.writes ?? "");
      }, { signal });
      this.addEventListener("reset", () => this.#forget(), { signal });
    }

    disconnectedCallback(): void {
      this.#life.abort();
      this.#list?.remove();
    }

    get text(): HTMLTextAreaElement | null {
      return one<HTMLTextAreaElement>("textarea", this);
    }

    get options(): HTMLElement[] {
      return this.#list ? all("[role=option]", this.#list) : [];
    }

    /** What was picked for a text that is sent belongs to that text alone. */
    #forget(): void {
      for (const sent of all("input[name=mention]", this)) sent.remove();
      this.#close();
    }

    #asked(): string | null {
      const { text } = this;
      if (!text || text.selectionStart !== text.selectionEnd) return null;
      return ASKED.exec(text.value.slice(0, text.selectionStart))?.[1] ?? null;
    }

    #look(): void {
      clearTimeout(this.#timer);
      const asked = this.#asked();
      if (asked === null || asked === this.#refused || /\s\s|\s$/.test(asked) && this.#list?.hidden) return this.#close();
      this.#timer = window.setTimeout(() => void this.#fetch(asked), PAUSE);
    }

    async #fetch(asked: string): Promise<void> {
      const round = ++this.#round;
      const url = new URL(this.dataset.source ?? "", location.href);
      url.searchParams.set("q", asked);
      const answer = await fetch(url, { headers: { "HX-Request": "true" } }).catch(() => null);
      const html = answer?.ok ? await answer.text() : "";
      // What was typed since has an answer of its own.
      if (round !== this.#round || !this.#list || this.#asked() !== asked) return;
      this.#list.innerHTML = html;
      const { options } = this;
      if (!options.length) return this.#close();
      this.#list.hidden = false;
      this.#activate(options[0], options.length);
    }

    #close(): void {
      clearTimeout(this.#timer);
      this.#round++;
      if (this.#list) this.#list.hidden = true;
      this.text?.removeAttribute("aria-activedescendant");
    }

    #activate(option: HTMLElement | undefined, count = 0): void {
      for (const other of this.options) {
        other.classList.toggle("is-active", other === option);
        other.setAttribute("aria-selected", String(other === option));
      }
      if (!option) return;
      option.id ||= `name-${++numbered}`;
      this.text?.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
      const name = option.dataset.label ?? "";
      if (count) say(this.dataset.found ?? "", { count: String(count), name });
      else announce(name);
    }

    #key(event: KeyboardEvent): void {
      if (event.isComposing) return;
      if ((event.metaKey || event.ctrlKey) && !event.altKey && !event.shiftKey) {
        const sign = { b: "**", i: "*" }[event.key.toLowerCase()];
        if (!sign) return;
        event.preventDefault();
        event.stopPropagation();
        return this.#write(sign);
      }
      if (!this.#list || this.#list.hidden) return;
      const { options } = this;
      const now = options.findIndex((option) => option.classList.contains("is-active"));
      const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (by) this.#activate(options.at((now + by) % options.length));
      else if ((event.key === "Enter" || event.key === "Tab") && options[now] && !event.ctrlKey && !event.metaKey) this.#pick(options[now]);
      else if (event.key === "Escape") {
        this.#refused = this.#asked();
        this.#close();
      } else return;
      event.preventDefault();
      event.stopPropagation();
    }

    #pick(option: HTMLElement | undefined): void {
      const { text } = this;
      const asked = this.#asked();
      if (!option || !text || asked === null) return;
      const name = option.dataset.label ?? "";
      const end = text.selectionStart;
      this.#put(end - asked.length - 1, end, `@${name} `);
      const sent = document.createElement("input");
      sent.type = "hidden";
      sent.name = "mention";
      sent.value = `${option.dataset.value ?? ""} ${name}`;
      text.form?.append(sent);
      this.#close();
    }

    /** Puts signs around what is chosen, or before its lines; the browser's own undo takes it back. */
    #write(sign: string): void {
      const { text } = this;
      if (!text) return;
      text.focus();
      const { selectionStart: from, selectionEnd: to, value } = text;
      if (sign === "@") {
        this.#put(from, to, /\S$/.test(value.slice(0, from)) ? " @" : "@");
      } else if (sign.endsWith(" ")) {
        const start = value.lastIndexOf("\n", from - 1) + 1;
        this.#put(start, to, value.slice(start, to).split("\n").map((line) => (line.startsWith(sign) ? line.slice(sign.length) : sign + line)).join("\n"));
      } else {
        const chosen = value.slice(from, to);
        this.#put(from, to, `${sign}${chosen}${sign}`);
        if (!chosen) text.setSelectionRange(from + sign.length, from + sign.length);
      }
    }

    #put(from: number, to: number, words: string): void {
      const { text } = this;
      if (!text) return;
      text.setSelectionRange(from, to);
      // The only way that Ctrl+Z knows; where it is gone, the text is set without it.
      if (!document.execCommand("insertText", false, words)) {
        text.setRangeText(words, from, to, "end");
        text.dispatchEvent(new Event("input", { bubbles: true }));
      }
    }
  }

  define("k-write", Writing);
}
