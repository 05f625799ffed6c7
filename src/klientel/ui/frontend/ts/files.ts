/**
 * `k-files`: sends files one by one, says how far each is, and keeps those that failed until somebody decides.
 * `data-then="reload"` shows the page anew when all have arrived; `"stay"` puts the answer in the place of each.
 */
import { all, announce, define, one } from "./page";
import { process, visit } from "./server";

/** An id of the server's kind (UUIDv7), so that a file that is sent twice is kept once. */
function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const now = Date.now();
  for (let place = 0; place < 6; place++) bytes[place] = Math.floor(now / 2 ** (8 * (5 - place))) % 256;
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** Whether the same file may arrive another time: the way there failed, not the file. */
const mayPass = (status: number): boolean => status === 0 || status === 408 || status === 429 || status >= 500;

class Files extends HTMLElement {
  #waiting: (() => void)[] = [];
  #isBusy = false;
  #leave = new AbortController();

  connectedCallback(): void {
    this.#leave = new AbortController();
    const { signal } = this.#leave;
    const form = this.closest("form");
    const scope = form ?? this;
    scope.addEventListener("change", (event) => {
      const input = event.target as HTMLInputElement;
      if (input.type !== "file" || !input.files?.length || !this.#isMeant(input, scope)) return;
      this.take([...input.files]);
      input.value = "";
    }, { signal });
    document.addEventListener("paste", (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      const isHere = scope.contains(event.target as Node) || ("listens" in this.dataset && !(event.target as Element).closest?.("form, dialog"));
      if (!files.length || !isHere || !this.#isMeant(event.target as Element, scope)) return;
      event.preventDefault();
      this.take(files);
    }, { signal });
    this.addEventListener("click", (event) => {
      const away = (event.target as Element).closest<HTMLElement>("[data-file-away]");
      if (away) this.#remove(away);
    }, { signal });
    form?.addEventListener("reset", () => this.#list?.replaceChildren(), { signal });
    // What is still on its way would be left out of the form.
    form?.addEventListener("submit", (event) => {
      if (!this.#isBusy) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      announce(this.#list?.ariaLabel ?? "");
    }, { capture: true, signal });
  }

  disconnectedCallback(): void {
    this.#leave.abort();
  }

  get #list(): HTMLElement | null {
    return one("[data-files]", this);
  }

  /** Of several in one form, whichever stands with the place, or the first of them. */
  #isMeant(place: Element, scope: HTMLElement): boolean {
    const owner = place.closest?.("k-files") ?? one("k-files", place.closest?.<HTMLElement>("[data-drop]") ?? scope);
    return !scope.contains(owner) || owner === this;
  }

  take(files: File[]): void {
    const most = Number(this.dataset.count);
    const there = all(".file", this).length;
    for (const [place, file] of files.entries()) {
      const row = this.#row(file.name);
      this.#list?.append(row);
      if (place + there >= most) this.#fail(row, this.dataset.tooMany ?? "");
      else if (file.size > Number(this.dataset.most)) this.#fail(row, this.dataset.tooLarge ?? "");
      else this.#enqueue(file, row, freshKey());
    }
  }

  #row(name: string): HTMLElement {
    const row = document.createElement("li");
    row.className = "file file-uploading";
    const words = document.createElement("div");
    const title = document.createElement("span");
    title.className = "file-name";
    title.textContent = name;
    const note = document.createElement("span");
    note.className = "file-note";
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.value = 0;
    bar.ariaLabel = name;
    words.append(title, note, bar);
    row.append(words);
    return row;
  }

  #enqueue(file: File, row: HTMLElement, key: string): void {
    this.#waiting.push(() => this.#send(file, row, key));
    if (!this.#isBusy) this.#next();
  }

  #next(): void {
    const send = this.#waiting.shift();
    this.#isBusy = !!send;
    if (send) send();
    else if (this.dataset.then === "reload" && !one(".file-failed", this) && one(".file-sent", this)) visit(location.href);
  }

  #send(file: File, row: HTMLElement, key: string): void {
    const sheet = new FormData();
    sheet.append("key", key);
    sheet.append("file", file);
    const request = new XMLHttpRequest();
    request.open("POST", this.dataset.to ?? "");
    request.setRequestHeader("HX-Request", "true");
    request.setRequestHeader("HX-Request-Type", "partial");
    request.setRequestHeader("X-CSRFToken", one<HTMLInputElement>("[name=csrfmiddlewaretoken]", this.closest("form") ?? document)?.value ?? "");
    request.upload.addEventListener("progress", (event) => {
      const bar = one<HTMLProgressElement>("progress", row);
      if (bar && event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
    });
    request.addEventListener("loadend", () => {
      if (request.status >= 200 && request.status < 300) this.#arrived(file, row, request.responseText);
      else this.#fail(row, this.#reason(request), mayPass(request.status) ? () => this.#retry(file, row, key) : undefined);
      this.#next();
    });
    request.send(sheet);
  }

  #reason(request: XMLHttpRequest): string {
    const isSentence = request.status && (request.getResponseHeader("Content-Type") ?? "").startsWith("text/plain");
    return isSentence ? request.responseText : (this.dataset.failed ?? "");
  }

  #arrived(file: File, row: HTMLElement, answer: string): void {
    announce(`${file.name}: ${this.dataset.sent ?? ""}`);
    if (this.dataset.then === "reload") {
      row.className = "file file-sent";
      one("progress", row)?.remove();
      return;
    }
    const parsed = new DOMParser().parseFromString(`<ul>${answer}</ul>`, "text/html");
    const chip = parsed.querySelector<HTMLElement>("li");
    if (!chip) return;
    row.replaceWith(document.adoptNode(chip));
    process(chip);
  }

  #retry(file: File, row: HTMLElement, key: string): void {
    const fresh = this.#row(file.name);
    row.replaceWith(fresh);
    this.#enqueue(file, fresh, key);
  }

  #fail(row: HTMLElement, why: string, again?: () => void): void {
    row.className = "file file-failed";
    one("progress", row)?.remove();
    const note = one(".file-note", row);
    if (note) {
      note.textContent = why;
      note.setAttribute("role", "alert");
    }
    const buttons: [string, () => void][] = [[this.dataset.away ?? "", () => this.#away(row)]];
    if (again) buttons.unshift([this.dataset.again ?? "", again]);
    for (const [label, act] of buttons) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button-small";
      button.textContent = label;
      button.addEventListener("click", act);
      row.append(button);
    }
  }

  #away(row: HTMLElement): void {
    row.remove();
    one<HTMLElement>("input[type=file], textarea", this.closest("form") ?? this)?.focus();
    if (!this.#isBusy) this.#next();
  }

  /** A staged file is thrown away at the server, too; should that fail, it goes there by night. */
  #remove(button: HTMLElement): void {
    const token = one<HTMLInputElement>("[name=csrfmiddlewaretoken]", this.closest("form") ?? document)?.value ?? "";
    void fetch(button.dataset.fileAway ?? "", { method: "POST", headers: { "X-CSRFToken": token, "HX-Request": "true" } }).catch(() => undefined);
    const row = button.closest<HTMLElement>(".file");
    if (row) this.#away(row);
  }
}

define("k-files", Files);
