// Opens the fold that belongs to the chosen answer, and closes the others unless something is written in them.
import { once } from "./once.js";

export function openFolds(within) {
  once("folds", within.querySelectorAll("[data-folds]"), (choices) => {
    const pairs = choices.dataset.folds.split(" ").map((pair) => pair.split(":"));
    const folds = new Set(pairs.map(([, id]) => document.getElementById(id)).filter(Boolean));
    choices.addEventListener("change", ({ target }) => {
      const chosen = pairs.find(([value]) => value === target.value)?.[1];
      for (const fold of folds) fold.open = fold.id === chosen || isFilled(fold);
    });
  });
}

function isFilled(fold) {
  return [...fold.querySelectorAll("input, textarea, select")].some((field) => field.value.trim() !== "");
}
