// What paper would lose: controls that cannot be pressed there, and tables of which a part stays beyond an edge.
() => {
  const found = [];
  const seen = (element) => element.checkVisibility({ checkVisibilityCSS: true });
  const name = (element) => `${element.tagName.toLowerCase()} ${element.textContent.trim().slice(0, 30)}`;
  for (const element of document.querySelectorAll("nav, button, .btn, .skip, input:not([type=hidden])"))
    if (seen(element)) found.push(`control: ${name(element)}`);
  for (const table of document.querySelectorAll("table")) {
    if (!seen(table)) {
      found.push(`hidden table: ${name(table)}`);
      continue;
    }
    for (let box = table; box; box = box.parentElement)
      if (/auto|scroll|hidden/.test(getComputedStyle(box).overflowX) && box.scrollWidth > box.clientWidth + 1)
        found.push(`cut off: ${name(table)}`);
    if (table.tHead && getComputedStyle(table.tHead).display !== "table-header-group")
      found.push(`no head on every page: ${name(table)}`);
  }
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width + 1) found.push("wider than the paper");
  return found;
}
