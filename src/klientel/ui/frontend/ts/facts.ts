/** Facts edited where they stand: Enter and leaving save, Escape takes back, what did not change is not sent. */
import { all, near, one } from "./page";
import { process } from "./server";

/** What is edited as a whole: a line of the facts, a part of one, or the name above them. */
const PLACE = ".fact-part, .facts > div, #record-title";
const before = new Map<string, Element>();

/** Whether any field of a form differs from what came with it. */
export function isChanged(form: HTMLFormElement): boolean {
  return [...form.elements].some((field) => {
    if (field instanceof HTMLSelectElement) {
      const chosen = Math.max(0, [...field.options].findIndex((option) => option.defaultSelected));
      return field.selectedIndex !== chosen;
    }
    if (field instanceof HTMLInputElement && field.type === "checkbox") return field.checked !== field.defaultChecked;
    if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
    return false;
  });
}

const formOf = (event: Event): HTMLFormElement | null => near<HTMLFormElement>(event, ":is(.facts, #record-title) [data-cell-form]");

function takeBack(form: HTMLFormElement, focus: boolean): void {
  const fact = form.closest<HTMLElement>(PLACE);
  const old = fact && before.get(fact.id);
  if (!fact || !old) return;
  form.dataset.sent = "1";
  before.delete(fact.id);
  // The copy was taken while its button was asking for the form.
  for (const part of [old, ...all("*", old)]) {
    part.removeAttribute("data-htmx-powered");
    part.classList.remove("htmx-request");
  }
  fact.replaceWith(old);
  process(old);
  if (focus) one(".fact-value", old)?.focus();
}

document.addEventListener("click", (event) => {
  const fact = near(event, ".fact-value")?.closest<HTMLElement>(PLACE);
  if (fact) before.set(fact.id, fact.cloneNode(true) as Element);
});

document.addEventListener("htmx:after:swap", () => {
  const input = one<HTMLInputElement>(":is(.facts, #record-title) [data-cell-input]:not([data-entered])");
  if (!input) return;
  input.dataset.entered = "";
  input.focus();
  if (input.select) input.select();
});

/** What was just added waits to be filled in: its fold opens, and so does its input. */
function openNew(): void {
  const fact = document.getElementById(one("[data-opens-fact]")?.dataset.opensFact ?? "");
  const fold = fact?.closest("details");
  if (fold) fold.open = true;
  if (fact) one<HTMLButtonElement>(".fact-value", fact)?.click();
}
// behind the moment in which htmx takes hold of the page
addEventListener("load", () => setTimeout(openNew));

document.addEventListener("keydown", (event) => {
  const form = event.key === "Escape" ? formOf(event) : null;
  if (!form) return;
  event.preventDefault();
  takeBack(form, true);
});

// Picked with the mouse, a choice is made; with the keyboard one may only be on the way to it.
let isPicked = false;
document.addEventListener("pointerdown", () => (isPicked = true), true);
document.addEventListener("keydown", () => (isPicked = false), true);
document.addEventListener("change", (event) => {
  const form = event.target instanceof HTMLSelectElement && !event.target.multiple ? formOf(event) : null;
  if (form && isPicked && all("[data-cell-input]", form).length < 2) form.requestSubmit();
});

document.addEventListener("focusout", (event) => {
  const form = formOf(event);
  if (!form || form.dataset.sent || form.contains(event.relatedTarget as Node | null) || !document.hasFocus()) return;
  if (isChanged(form)) form.requestSubmit();
  else takeBack(form, false);
});

document.addEventListener("submit", (event) => {
  const form = formOf(event);
  if (form) form.dataset.sent = "1";
});
document.addEventListener("htmx:finally:request", (event) => {
  const form = formOf(event);
  if (form) delete form.dataset.sent;
});
