// "Skriv ut": the button shows itself only where scripts run; the browser's own print does the same.
import { once } from "./once.js";

export function printButtons(within) {
  once("print", within.querySelectorAll("button[data-print]"), (button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
}
