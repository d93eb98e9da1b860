// What is pressed and stands by itself, but is smaller than `least` pixels; a choice counts with its label.
(least) => {
  const found = [];
  for (const element of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")) {
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    const unseen = box.width < 1 || box.height < 1 || style.visibility === "hidden" || element.closest(".vh");
    // Links within a sentence are as high as its lines.
    if (unseen || style.display === "inline") continue;
    const label = /checkbox|radio/.test(element.type) ? element.labels[0] : null;
    const height = Math.max(box.height, label ? label.getBoundingClientRect().height : 0);
    const width = box.width + (label ? label.getBoundingClientRect().width : 0);
    if (height < least || width < least)
      found.push(`${Math.round(width)} × ${Math.round(height)}: ${element.tagName} ${element.textContent.trim().slice(0, 30)}`);
  }
  return found;
}
