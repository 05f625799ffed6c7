/** Dialogs and sheets: `data-opens="<id>"` opens, `data-closes` closes, the focus goes back to where it was. */
import { isDirty } from "./text";
import { all, near, one } from "./page";
import { listKeys } from "./keylist";

document.addEventListener("click", (event) => {
  const opener = near(event, "[data-opens]");
  if (opener) openDialog(opener.dataset.opens ?? "");
  const dialog = near<HTMLDialogElement>(event, "dialog");
  if (!dialog || dialog.classList.contains("is-static")) return;
  const outside = event.target === dialog && !isInside(dialog, event) && ("closesOutside" in dialog.dataset || !isDirty(dialog));
  if (near(event, "[data-closes]") || outside) closeDialog(dialog);
});

/** Opens a dialog of this page by its id. */
export function openDialog(id: string): void {
  const dialog = one<HTMLDialogElement>(`dialog#${CSS.escape(id)}`);
  if (!dialog || dialog.open) return;
  const keys = one("[data-key-list]", dialog);
  if (keys) listKeys(keys);
  for (const popover of all(":popover-open")) popover.hidePopover();
  dialog.showModal();
  dialog.dispatchEvent(new CustomEvent("opened"));
}

function isInside(dialog: HTMLDialogElement, event: MouseEvent): boolean {
  const box = dialog.getBoundingClientRect();
  return event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
}

/** Closes a dialog, or asks first where what was typed would be lost. */
export function closeDialog(dialog: HTMLDialogElement): void {
  if (!asks(dialog)) dialog.close();
}

document.addEventListener(
  "cancel",
  (event) => {
    if (event.target instanceof HTMLDialogElement && asks(event.target)) event.preventDefault();
  },
  true,
);

// A browser lets a second Esc in a row through without "cancel": it must not cost what was typed.
document.addEventListener("keydown", (event) => {
  const dialog = all<HTMLDialogElement>("dialog[open]:not(.is-static)").at(-1);
  if (event.key === "Escape" && !event.defaultPrevented && dialog && asks(dialog)) event.preventDefault();
});

/** Asks within the dialog before typed text would be lost; asked already, it takes the question back. */
function asks(dialog: HTMLDialogElement): boolean {
  const asked = one("[data-discard]", dialog);
  const words = one<HTMLTemplateElement>("template#discard");
  if (!asked && (!words || !isDirty(dialog))) return false;
  if (asked) asked.remove();
  else dialog.append(words?.content.cloneNode(true) ?? "");
  one("[data-keeps]", dialog)?.focus();
  return true;
}

document.addEventListener("click", (event) => {
  const dialog = near<HTMLDialogElement>(event, "dialog");
  if (!dialog || !near(event, "[data-keeps], [data-discards]")) return;
  one("[data-discard]", dialog)?.remove();
  if (near(event, "[data-discards]")) dialog.close();
});

// Following a link inside a dialog (the "more" sheet) leaves it.
document.addEventListener("htmx:after:swap", () => {
  const sheet = one<HTMLDialogElement>("dialog#more[open]");
  sheet?.close();
});

// A dialog that was just fetched opens itself, once.
document.addEventListener("htmx:after:swap", () => {
  const fetched = one<HTMLDialogElement>("dialog[data-opens-itself]");
  if (!fetched) return;
  delete fetched.dataset.opensItself;
  openDialog(fetched.id);
  const body = one(".dialog-body", fetched) ?? fetched;
  const first = one("input:not([type=hidden], [type=radio], [type=checkbox]), textarea", body) ?? one("input:not([type=hidden]), select", body);
  (one("[autofocus]", body) ?? first)?.focus();
});
