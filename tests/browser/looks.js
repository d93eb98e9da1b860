// One text of each look on the page: what has the same colour, size, weight and the same grounds under it has the same
// contrast, which axe works out at great cost for every single cell of a list. Returns the elements.
() => {
  const grounds = new Map();
  const ground = (element) => {
    if (!element) return "";
    if (!grounds.has(element)) {
      const style = getComputedStyle(element);
      const own = [element.tagName, element.getAttribute("class"), style.backgroundColor, style.backgroundImage];
      grounds.set(element, `${ground(element.parentElement)}>${[...own, style.opacity, style.position].join("|")}`);
    }
    return grounds.get(element);
  };
  const look = (element) => {
    const style = getComputedStyle(element);
    return [ground(element), style.color, style.fontSize, style.fontWeight, style.textShadow].join("|");
  };
  const shown = (element) => element.getClientRects().length > 0;
  const written = new Set(document.querySelectorAll("input, select, textarea, button"));
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) if (texts.currentNode.textContent.trim()) written.add(texts.currentNode.parentElement);
  const first = new Map();
  for (const element of written) {
    if (element.closest("script, style, template") || !shown(element)) continue;
    const key = look(element);
    if (!first.has(key)) first.set(key, element);
  }
  return [...first.values()];
};
