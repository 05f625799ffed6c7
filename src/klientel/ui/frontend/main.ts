/** The entry of every page: style, htmx, and the small behaviours that all pages share. */
import "./main.css";
import "./ts/server";
import "./ts/keys";
import "./ts/dialogs";
import "./ts/menus";
import "./ts/toasts";
import "./ts/looks";
import "./ts/grid";
import "./ts/facts";
import "./ts/order";
import "./ts/columns";
import "./ts/narrowing";
import "./ts/peek";
import "./ts/today";
import "./ts/touch";
import "./ts/palette";
import "./ts/tabs";
import "./ts/composer";
import "./ts/capture";
import "./ts/combobox";
import "./ts/dates";
import "./ts/files";
import "./ts/text";
import "./ts/inserting";
import "./ts/copying";
import "./ts/printing";
import "./ts/push";
import "./ts/passkeys";
import "./ts/live";
import { atHand } from "./ts/islands";
import "./ts/focus";

// Modules run after the page is shown: what types at once (a test, a voice program) can wait for this.
void atHand.then(() => (document.documentElement.dataset.ready = ""));
