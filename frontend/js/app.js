// Everything here is an improvement: each page does its whole job without it.
import { watchForms } from "./drafts.js";
import { countCharacters } from "./counter.js";
import { copyLinks } from "./copylink.js";
import { askAboutPictures } from "./pictures.js";
import { guardSubmits } from "./submitguard.js";
import { printButtons } from "./print.js";
import { tellWhereOneIs } from "./told.js";
import { loadWidgets } from "./widgets.js";
import { closeMenus } from "./menus.js";

document.documentElement.classList.add("has-script");
guardSubmits(document);
closeMenus(document);
tellWhereOneIs(document);
enhance(document);
// htmx tells when it has put new content into the page.
document.addEventListener("htmx:after:swap", () => enhance(document));

function enhance(within) {
  watchForms(within);
  countCharacters(within);
  copyLinks(within);
  printButtons(within);
  askAboutPictures(within);
  loadWidgets(within);
}
