/** A button that copies what an input shows, such as a link that is shown once. */
import { announce, near, one } from "./page";

document.addEventListener("click", (event) => {
  const button = near(event, "[data-copies-from]");
  const input = button && one<HTMLInputElement>(`#${button.dataset.copiesFrom}`);
  if (!button || !input) return;
  // Without a safe connection browsers let nobody write to the clipboard: then it is at least selected.
  input.focus();
  input.select();
  void navigator.clipboard?.writeText(input.value).then(() => {
    const label = one("span", button);
    if (label) label.textContent = button.dataset.copied ?? "";
    announce(button.dataset.copied ?? "");
  });
});
