/** A list is narrowed while one types: the field keeps its focus, its caret and what was typed meanwhile. */
import { near, one } from "./page";
import { narrow } from "./server";

const PAUSE = 250;
const FIELD = "input[data-narrows-list]";
let timer = 0;

function ask(field: HTMLInputElement): void {
  const { form } = field;
  if (!form || !field.isConnected) return;
  const url = new URL(form.action);
  for (const [name, value] of new FormData(form)) if (value !== "") url.searchParams.append(name, String(value));
  const asked = field.value;
  const { id } = field;
  void narrow(`${url.pathname}${url.search}`).then(() => {
    const now = one<HTMLInputElement>(`#${CSS.escape(id)}`);
    if (now && now.value !== asked && now === document.activeElement) ask(now);
  });
}

document.addEventListener("input", (event) => {
  const field = near<HTMLInputElement>(event, FIELD);
  clearTimeout(timer);
  if (field) timer = window.setTimeout(() => ask(field), PAUSE);
});
document.addEventListener("submit", () => clearTimeout(timer));

let typed: { value: string; start: number | null; end: number | null } | null = null;
document.addEventListener("htmx:before:swap", () => {
  const field = document.activeElement;
  typed = field instanceof HTMLInputElement && field.matches(FIELD) ? { value: field.value, start: field.selectionStart, end: field.selectionEnd } : null;
});
document.addEventListener("htmx:after:swap", () => {
  const field = typed && one<HTMLInputElement>(FIELD);
  if (!field || !typed) return;
  if (field.value !== typed.value) field.value = typed.value;
  if (field !== document.activeElement) field.focus({ preventScroll: true });
  field.setSelectionRange(typed.start, typed.end);
  typed = null;
});
