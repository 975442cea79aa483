// Fetches the larger libraries only on pages that use them, so that a plain page stays small.

const HTMX = ["get", "post", "put", "patch", "delete"].map((verb) => `[data-hx-${verb}]`).join(",");
const WIDGETS = "ds-suggestion,ds-tabs,ds-breadcrumbs,dialog,[data-tooltip],[commandfor],[data-clickdelegatefor]";

export function loadWidgets(within) {
  if (within.querySelector(WIDGETS)) import("@digdir/designsystemet-web");
  if (within.querySelector(HTMX)) import("htmx.org");
}
