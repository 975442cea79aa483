// Asks what a picture shows when a picture is chosen, and not before.
import { once } from "./once.js";

export function askAboutPictures(within) {
  once("picture", within.querySelectorAll("[data-picture-words]"), (words) => {
    const chosen = document.getElementById(words.dataset.pictureWords);
    const text = words.querySelector("input");
    if (!chosen || !text) return;
    const show = () => {
      const isPicture = [...chosen.files].some((file) => file.type.startsWith("image/"));
      words.hidden = !(isPicture || "kept" in words.dataset || text.value || text.ariaInvalid);
    };
    chosen.addEventListener("change", show);
    show();
  });
}
