// What a person would stumble over on a page; returns one line for each finding.
() => {
  const found = [];
  const width = document.documentElement.clientWidth;
  const shown = (element) => {
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    return box.width > 0 && box.height > 0 && style.visibility !== "hidden" && !element.closest(".vh, [aria-hidden=true]");
  };
  const name = (element) => {
    const classes = typeof element.className === "string" ? element.className.trim().split(/\s+/).filter(Boolean) : [];
    return [element.tagName.toLowerCase(), ...classes].join(".") + (element.id ? `#${element.id}` : "");
  };

  if (document.documentElement.scrollWidth > width + 1) {
    const wide = [...document.querySelectorAll("body *")].filter(
      (element) => shown(element) && element.getBoundingClientRect().right > width + 1,
    );
    found.push(`wider than the window: ${wide.slice(-3).map(name).join(", ")}`);
  }
  for (const element of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")) {
    const box = element.getBoundingClientRect();
    const small = box.width < 24 || box.height < 24;
    if (shown(element) && small && getComputedStyle(element).display !== "inline" && !/checkbox|radio/.test(element.type))
      found.push(`target of ${Math.round(box.width)} × ${Math.round(box.height)}: ${name(element)}`);
  }

  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  for (const id of new Set(ids.filter((one, at) => ids.indexOf(one) !== at))) found.push(`id twice: ${id}`);
  for (const element of document.querySelectorAll("[style]"))
    if (!element.closest("svg")) found.push(`inline style: ${name(element)}`);
  if (!document.title.trim()) found.push("no title");
  if (document.querySelectorAll("h1").length !== 1) found.push(`${document.querySelectorAll("h1").length} h1`);

  const english = document.documentElement.lang.toLowerCase().startsWith("en");
  const chineseText = /[\u4e00-\u9fff]/;
  const englishText = /[A-Za-z]{3,}( [A-Za-z]{2,}){2,}/;
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode.textContent.trim();
    const parent = texts.currentNode.parentElement;
    if (!text || /^(SCRIPT|STYLE|CODE|PRE|KBD|TEMPLATE)$/.test(parent.tagName)) continue;
    const language = parent.closest("[lang]").lang.toLowerCase();
    if (english && chineseText.test(text) && !language.startsWith("zh")) found.push(`Chinese: ${text.slice(0, 40)}`);
    if (!english && englishText.test(text) && !language.startsWith("en")) found.push(`English: ${text.slice(0, 60)}`);
  }
  const raw = document.body.innerText.match(/.{0,20}(\{\{|\{%|\bNone\b|\bundefined\b|\bNaN\b|\[object |%\(\w+\)s).{0,20}/);
  if (raw) found.push(`raw text: ${raw[0]}`);
  return [...new Set(found)];
}
