// A second press on a button sends nothing: the first one is on its way.

const RELEASE_MS = 10_000;

export function guardSubmits(page) {
  page.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "dialog") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    if (form.method !== "post") return;
    form.dataset.sent = "yes";
    // aria-disabled, not disabled: the button keeps its focus, and its name and value are still sent.
    event.submitter?.setAttribute("aria-disabled", "true");
    event.submitter?.setAttribute("aria-busy", "true");
    // An answer that is a file leaves the page standing.
    setTimeout(() => release(form), RELEASE_MS);
  });
  // Coming back with the browser's Back shows the page as it was left.
  window.addEventListener("pageshow", () => {
    for (const form of page.querySelectorAll("form[data-sent]")) release(form);
  });
}

function release(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-busy]")) {
    button.removeAttribute("aria-disabled");
    button.removeAttribute("aria-busy");
  }
}
