// Says how many characters are left in a field. Screen readers hear it when typing pauses, not at each key.
import { lengthOf } from "./length.js";
import { once } from "./once.js";

const PAUSE_MS = 1500;

export function countCharacters(within) {
  once("counter", within.querySelectorAll("[data-counter]"), (counter) => {
    const field = document.getElementById(counter.dataset.counter);
    const spoken = document.getElementById(`${counter.id}-spoken`);
    if (!field || !spoken) return;
    let timer;
    const show = () => {
      const left = Number(counter.dataset.limit) - lengthOf(field.value, field instanceof HTMLTextAreaElement);
      const text = (left < 0 ? counter.dataset.over : counter.dataset.under).replace("{n}", String(Math.abs(left)));
      counter.textContent = text;
      counter.toggleAttribute("data-over-limit", left < 0);
      return text;
    };
    field.addEventListener("input", () => {
      const text = show();
      clearTimeout(timer);
      timer = setTimeout(() => (spoken.textContent = text), PAUSE_MS);
    });
    show();
  });
}
