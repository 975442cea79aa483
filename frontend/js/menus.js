// The small menus in the header are plain details elements; this closes them as people expect of a menu.

const OPEN = "details[data-menu][open]";

export function closeMenus(page) {
  page.addEventListener("click", (event) => {
    for (const menu of page.querySelectorAll(OPEN)) if (!menu.contains(event.target)) menu.open = false;
  });
  page.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of page.querySelectorAll(OPEN)) {
      if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
      menu.open = false;
    }
  });
}
