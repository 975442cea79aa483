// A page that opens at one of its parts says there what was done: the top, where the words stand, is out of sight.

export function tellWhereOneIs(page) {
  const told = page.querySelector(".flashes[autofocus]");
  const place = location.hash && page.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!told || !place || place.tagName === "MAIN" || page.querySelector(".ds-error-summary")) return;
  if (place.tagName === "LI") place.append(told);
  else place.before(told);
  // Later than the browser, which takes focus away when it goes to the place itself.
  addEventListener("load", () => setTimeout(() => told.focus()));
}
