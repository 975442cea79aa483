// The small menus in the header are plain details elements; this closes them as people expect of a menu.

const OPEN = "details[data-menu][open]";

export function closeMenus(page) {
  page.addEventListener("click", (event) => {
    for (const menu of page.querySelectorAll(OPEN)) if (!menu.contains(event.target)) menu.open = false;
  });
  page.addEventListener("focusout", ({ target, relatedTarget }) => {
    const menu = target.closest(OPEN);
    if (menu && relatedTarget && !menu.contains(relatedTarget)) menu.open = false;
    // The whole menu of a phone lies over the page: who tabs on from its last line goes on in the page, and sees it.
    const over = target.closest("[popover]:popover-open");
    if (over && relatedTarget && !over.contains(relatedTarget)) over.hidePopover();
  });
  page.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of page.querySelectorAll(OPEN)) {
      if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
      menu.open = false;
    }
  });
}
