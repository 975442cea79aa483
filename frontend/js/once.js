// Runs a set-up once per element, however often a page is enhanced again.

const done = new WeakMap();

export function once(name, elements, setUp) {
  for (const element of elements) {
    const names = done.get(element) ?? new Set();
    if (names.has(name)) continue;
    done.set(element, names.add(name));
    setUp(element);
  }
}
