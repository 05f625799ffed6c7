/** Text is never lost: growing fields, counters, drafts, a word before leaving; and small helps for single inputs. */
import { all, near, one, store } from "./page";

const guarded = "[data-guard]";
const sent = new WeakSet<Element>();

/** Whether a form in here holds text that was typed and not sent. */
export function isDirty(root: ParentNode | HTMLFormElement): boolean {
  const forms = root instanceof HTMLFormElement ? [root] : all<HTMLFormElement>(guarded, root);
  return forms.some((form) => !sent.has(form) && all<HTMLInputElement>("input, textarea", form).some(isTyped));
}

const isTyped = (field: HTMLInputElement): boolean =>
  !["hidden", "checkbox", "radio", "submit", "password"].includes(field.type) && field.value !== field.defaultValue && !field.dataset.draft;

/** Asks only if something typed would be lost. */
function mayLeave(root: ParentNode): boolean {
  const words = one<HTMLMetaElement>("meta[name=unsaved]")?.content;
  return !isDirty(root) || !words || confirm(words);
}

addEventListener("beforeunload", (event) => {
  if (isDirty(document)) event.preventDefault();
});
document.addEventListener("submit", (event) => sent.add(event.target as Element));
document.addEventListener("input", (event) => {
  const form = near(event, guarded);
  if (form) sent.delete(form);
});
document.addEventListener("htmx:before:request", (event) => {
  const { ctx } = (event as CustomEvent<{ ctx: { target?: Element; request: { method: string } } }>).detail;
  const away = ctx.target instanceof Element && ctx.target.id === "app" && ctx.request.method === "GET";
  const main = one("#main");
  if (away && main && !mayLeave(main)) event.preventDefault();
});

// --- Fields that grow; browsers that know field-sizing need no help

const growsItself = CSS.supports("field-sizing", "content");
function grow(field: HTMLElement): void {
  if (growsItself) return;
  field.style.blockSize = "auto";
  field.style.blockSize = `${field.scrollHeight + 2}px`;
}

document.addEventListener("input", (event) => {
  const field = event.target as HTMLTextAreaElement;
  if (field.matches?.("[data-grows]")) grow(field);
  const counter = field.dataset?.counter && document.getElementById(field.dataset.counter);
  if (counter) counter.textContent = `${field.value.length} / ${field.maxLength}`;
  if (field.dataset?.draft) store.set(draftKey(field), field.value || null);
});

// --- Drafts survive a reload, a crash, a wrong click

const draftKey = (field: HTMLElement): string => `draft:${location.pathname}:${field.dataset.draft}`;

function restoreDrafts(): void {
  for (const field of all<HTMLTextAreaElement>("[data-draft]")) {
    if (!field.value) field.value = store.get(draftKey(field)) ?? "";
    grow(field);
  }
}
document.addEventListener("reset", (event) => {
  for (const field of all("[data-draft]", event.target as HTMLElement)) store.set(draftKey(field), null);
});
restoreDrafts();
document.addEventListener("htmx:after:swap", restoreDrafts);

// --- Password shown on demand; files by dropping

document.addEventListener("click", (event) => {
  const button = near(event, "[data-reveals]");
  const input = button && (document.getElementById(button.dataset.reveals ?? "") as HTMLInputElement | null);
  if (!button || !input) return;
  const shown = input.type === "password";
  input.type = shown ? "text" : "password";
  button.setAttribute("aria-pressed", String(shown));
});

for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
  document.addEventListener(name, (event) => {
    const zone = near(event, "[data-drop]");
    if (!zone) return;
    event.preventDefault();
    zone.classList.toggle("is-over", name === "dragenter" || name === "dragover");
    const files = (event as DragEvent).dataTransfer?.files;
    const input = one<HTMLInputElement>("input[type=file]", zone);
    if (name === "drop" && files?.length && input) {
      input.files = files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
}
document.addEventListener("change", (event) => {
  const input = near<HTMLInputElement>(event, "[data-drop] input[type=file]");
  const words = input && one("[data-drop-chosen]", input.closest<HTMLElement>("[data-drop]") ?? document);
  if (input && words) words.textContent = [...(input.files ?? [])].map((file) => file.name).join(", ");
});
