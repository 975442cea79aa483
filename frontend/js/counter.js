// Says how many characters are left in a field; `data-near`: only when it nears its limit. Screen readers hear it near
// the limit, when typing pauses, not at each key.
import { lengthOf } from "./length.js";
import { once } from "./once.js";

const PAUSE_MS = 1500;
const FEW = 20; // left of any text
const MANY = 200;

export function countCharacters(within) {
  once("counter", within.querySelectorAll("[data-counter]"), (counter) => {
    const field = document.getElementById(counter.dataset.counter);
    const spoken = document.getElementById(`${counter.id}-spoken`);
    if (!field || !spoken) return;
    let timer;
    const limit = Number(counter.dataset.limit);
    const near = Math.min(MANY, Math.max(FEW, limit / 10));
    const show = () => {
      const left = limit - lengthOf(field.value, field instanceof HTMLTextAreaElement);
      const text = (left < 0 ? counter.dataset.over : counter.dataset.under).replace("{n}", String(Math.abs(left)));
      counter.textContent = text;
      counter.toggleAttribute("data-over-limit", left < 0);
      counter.hidden = "near" in counter.dataset && left > near;
      return left > near ? "" : text;
    };
    field.addEventListener("input", () => {
      const text = show();
      clearTimeout(timer);
      timer = setTimeout(() => (spoken.textContent = text), PAUSE_MS);
    });
    show();
  });
}
