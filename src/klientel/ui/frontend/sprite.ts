/** Builds the one file of icons from the names in `icons.json`: only what is used is sent. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** What of the bundler's plugin interface is used here; its own types are out of reach of this folder. */
interface Output {
  emitFile(file: { type: "asset"; name: string; originalFileName: string; source: string }): string;
}
interface Plugin {
  name: string;
  apply: "build";
  generateBundle(this: Output): void;
}

const here = dirname(fileURLToPath(import.meta.url));

function symbol(name: string, drawing: string): string {
  const shapes = drawing.replace(/<!--[\s\S]*?-->/g, "").replace(/^[\s\S]*?<svg[\s\S]*?>/, "").replace(/<\/svg>[\s\S]*$/, "");
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.replace(/\s+/g, " ").replace(/ ?(\/?>) ?/g, "$1")}</symbol>`;
}

/** Also sends the product's mark, which pages use as their icon. `drawings` is the folder of the icon set, one SVG per name. */
export function sprite(drawings: string): Plugin {
  return {
    name: "klientel-sprite",
    apply: "build",
    generateBundle() {
      const used: string[] = JSON.parse(readFileSync(join(here, "icons.json"), "utf8"));
      const symbols = used.map((name) => symbol(name, readFileSync(join(drawings, `${name}.svg`), "utf8")));
      const source = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
      const mark = readFileSync(join(here, "mark.svg"), "utf8");
      this.emitFile({ type: "asset", name: "sprite.svg", originalFileName: "ui/frontend/sprite.svg", source });
      this.emitFile({ type: "asset", name: "mark.svg", originalFileName: "ui/frontend/mark.svg", source: mark });
    },
  };
}
