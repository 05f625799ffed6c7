/** A button that prints the page. */
import { near } from "./page";

document.addEventListener("click", (event) => {
  if (near(event, "[data-prints]")) window.print();
});
