/** `data-inserts`: a button puts its words where the caret stands in a text; `data-sifts`: a list narrowed by what is typed. */
import { all, near } from "./page";

document.addEventListener("click", (event) => {
  const button = near(event, "[data-inserts]");
  const field = button && (document.getElementById(button.dataset.insertsInto ?? "") as HTMLTextAreaElement | null);
  if (!button || !field) return;
  const words = button.dataset.inserts ?? "";
  field.focus();
  field.setRangeText(words, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

const folded = (text: string): string => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

document.addEventListener("input", (event) => {
  const field = near<HTMLInputElement>(event, "[data-sifts]");
  const list = field && document.getElementById(field.dataset.sifts ?? "");
  if (!field || !list) return;
  const wanted = folded(field.value.trim());
  for (const line of all("[data-sifted]", list)) line.hidden = !folded(line.dataset.sifted ?? "").includes(wanted);
  // a heading without a line below says nothing
  for (const heading of all("h2", list)) {
    const lines = heading.nextElementSibling;
    heading.hidden = !!lines && !all("[data-sifted]:not([hidden])", lines).length;
  }
});
