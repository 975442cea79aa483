// "Kopier lenke": the button shows itself only where the browser can do it.
import { once } from "./once.js";

export function copyLinks(within) {
  if (!navigator.clipboard) return;
  once("copy", within.querySelectorAll("button[data-copy]"), (button) => {
    const status = document.getElementById(button.getAttribute("aria-describedby") ?? "");
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(new URL(button.dataset.copy, location.href).href);
      if (status) status.textContent = button.dataset.copied ?? "";
    });
  });
}
