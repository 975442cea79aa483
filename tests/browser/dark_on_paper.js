// Text that would print pale, and grounds that would print dark, one line each.
() => {
  const found = new Set();
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\d.]+/g).map(Number);
    return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
  };
  const isClear = (colour) => /rgba\(.*, 0\)|transparent/.test(colour);
  const name = (e) => `${e.tagName.toLowerCase()}.${e.className} «${e.innerText.trim().slice(0, 30)}»`;
  for (const e of [document.documentElement, ...document.body.querySelectorAll("*")]) {
    if (!e.checkVisibility({ visibilityProperty: true }) || e.closest("svg")) continue;
    const style = getComputedStyle(e);
    const isFilled = !isClear(style.backgroundColor) && light(style.backgroundColor) < 0.6;
    if (isFilled && e.clientHeight > 60) found.add(`dark ground: ${name(e)}`);
    const isText = [...e.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    let under = e;
    while (under && isClear(getComputedStyle(under).backgroundColor)) under = under.parentElement;
    const ground = under ? light(getComputedStyle(under).backgroundColor) : 1;
    if (isText && ground > 0.5 && light(style.color) > 0.6) found.add(`pale text: ${name(e)}`);
  }
  return [...found];
}
