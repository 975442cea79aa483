// What a reader of this view would stumble over, one line each. Hidden and folded things are opened first.
() => {
  const found = new Set();
  const forEars = [...document.querySelectorAll("*")].filter((e) => getComputedStyle(e).clipPath === "inset(50%)");
  const seen = (e) =>
    e.checkVisibility({ visibilityProperty: true }) && !e.closest(".skip, svg") && !forEars.some((hidden) => hidden.contains(e));
  const name = (e) => `${e.tagName.toLowerCase()}${e.className ? "." + String(e.className).split(" ").join(".") : ""}`;
  const said = (e) => `${name(e)} «${(e.innerText ?? "").trim().replace(/\s+/g, " ").slice(0, 40)}»`;
  document.querySelectorAll("main details").forEach((fold) => (fold.open = true));
  const all = [...document.body.querySelectorAll("*")].filter(seen);

  if (document.documentElement.scrollWidth > innerWidth) {
    const wide = all.filter((e) => e.getBoundingClientRect().right > innerWidth + 1);
    const inner = wide.filter((e) => !wide.some((other) => other !== e && e.contains(other)));
    found.add(`wider than the screen: ${inner.slice(0, 3).map(said).join(", ")}`);
  }
  for (const e of all) {
    if (e.matches("textarea, input, select, option, html, body") || e.clientWidth <= 1) continue;
    const style = getComputedStyle(e);
    if (style.display === "inline") continue;
    if (style.overflowX !== "visible" && e.scrollWidth > e.clientWidth + 1) found.add(`cut or scrolled to the side: ${said(e)}`);
    if (["hidden", "clip"].includes(style.overflowY) && e.scrollHeight > e.clientHeight + 1) found.add(`cut below: ${said(e)}`);
  }

  // Every line of text, as a box somewhat lower than its letters' line.
  const boxes = [];
  const range = document.createRange();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const e = text.parentElement;
    if (!text.data.trim() || !seen(e) || e.closest("option, textarea")) continue;
    range.selectNodeContents(text);
    for (const r of range.getClientRects())
      if (r.width > 1) boxes.push({ text, e, left: r.left + 1, right: r.right - 1, top: r.top + r.height * 0.25, bottom: r.bottom - r.height * 0.25 });
    if (e.closest("[data-breaks], [href^='mailto:'], .written, .user-text")) continue;
    for (const word of text.data.matchAll(/(?<![\p{L}\p{N}\u00ad@./_-])\p{L}{2,14}(?![\p{L}\p{N}\u00ad@/_-])/gu)) {
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      const lines = new Set([...range.getClientRects()].filter((r) => r.width > 0).map((r) => Math.round(r.top)));
      if (lines.size > 1) found.add(`${word[0]} is broken in ${said(e)}`);
    }
  }
  boxes.sort((a, b) => a.top - b.top);
  for (let i = 0; i < boxes.length; i++)
    for (let j = i + 1; j < boxes.length && boxes[j].top < boxes[i].bottom; j++) {
      const [a, b] = [boxes[i], boxes[j]];
      if (a.text !== b.text && a.left < b.right && b.left < a.right) found.add(`${said(a.e)} lies on ${said(b.e)}`);
    }

  const targets = all.filter((e) => e.matches("a[href], button, summary, select, input:not([type=hidden])"));
  for (const e of targets) {
    const box = e.getBoundingClientRect();
    const cell = e.closest("p, li, td, th, dd, h1, h2, h3, h4, caption, label") ?? e.parentElement;
    const inSentence = getComputedStyle(e).display === "inline" && cell.innerText.trim() !== e.innerText.trim();
    const spread = getComputedStyle(e, "::after").position === "absolute"; // the whole card is the target
    const label = e.matches("[type=radio], [type=checkbox]");
    if (!inSentence && !spread && !label && Math.min(box.width, box.height) < 24 - 0.5) found.add(`small target (${Math.round(box.width)}×${Math.round(box.height)}): ${said(e)}`);
  }
  return [...found];
}
