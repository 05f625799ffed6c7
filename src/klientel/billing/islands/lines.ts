/** `[data-line-entry]`: a position typed in one go. "2 brot" and Enter adds it; a product alone and Enter leads to how many. */
import type { Tools } from "../../ui/frontend/ts/islands";

/** "2 brot", "Umsetzung 16 h": it says how many. */
const COUNTED = /^\s*\d[\d.,']*\s*[^\d\s.,'].*$|\S\s+\d[\d.,']*\s*\p{L}{1,10}\.?\s*$/u;
const ID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

const folded = (text: string): string => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

/** Whether one of the words that were typed is part of what an option is called: it is not of an older question. */
const answers = (label: string, typed: string): boolean => {
  const words = folded(typed).split(/\s+/).filter((word) => /\p{L}{2}/u.test(word));
  return words.slice(0, 1).every((word) => folded(label).includes(word));
};

export function open({ near, one }: Tools): void {
  const parts = (event: Event): { form: HTMLFormElement; text: HTMLInputElement; product: HTMLInputElement; quantity: HTMLInputElement } | null => {
    const form = near<HTMLFormElement>(event, "[data-line-entry]");
    const text = form && one<HTMLInputElement>("[name=text]", form);
    const product = form && one<HTMLInputElement>("[name=product]", form);
    const quantity = form && one<HTMLInputElement>("[name=quantity]", form);
    return form && text && product && quantity ? { form, text, product, quantity } : null;
  };

  // Heard before the list of products hears it: whoever types fast must not get what the list offered for fewer letters.
  document.addEventListener("keydown", (event) => {
    const found = event.key === "Enter" && !event.isComposing && !event.metaKey && !event.ctrlKey ? parts(event) : null;
    if (!found || event.target !== found.text || !found.text.value.trim()) return;
    const { form, text, product, quantity } = found;
    const active = one(".option.is-active", form);
    if (COUNTED.test(text.value)) {
      event.preventDefault();
      event.stopPropagation();
      product.value = active && answers(active.dataset.label ?? "", text.value) ? (active.dataset.value ?? "") : "";
      form.requestSubmit();
    } else if (!quantity.value && (!active || one("[role=listbox]", form)?.hidden)) {
      event.preventDefault();
      quantity.focus();
    }
  }, true);

  // What was sent stands in its line now; what was refused stays as it was typed.
  let sent = false;
  document.addEventListener("submit", (event) => { sent ||= !!near(event, "[data-line-entry]"); }, true);
  document.addEventListener("htmx:after:swap", () => {
    const form = sent ? one<HTMLFormElement>("[data-line-entry]") : null;
    sent = false;
    if (!form || one("[aria-invalid]", form)) return;
    for (const name of ["product", "quantity"]) {
      const input = one<HTMLInputElement>(`[name=${name}]`, form);
      if (input) input.value = "";
    }
  });

  document.addEventListener("change", (event) => {
    const found = parts(event);
    if (found && event.target === found.product && ID.test(found.product.value)) found.quantity.focus();
  });
}
