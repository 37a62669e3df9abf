// What a reader would see go wrong on a page that is laid out: text over other text, text cut off.
// Returns lines of words; none when all is well. Boxes that scroll may hold more than they show.
() => {
  const LINE = 0.14; // of its height, at top and bottom of a line: room that letters leave empty
  const SLACK = 1.5; // pixels that rounding may cost
  const SHORT = 48; // letters of a text that a fault is told with

  const overlap = (a, b) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > SLACK &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > SLACK;
  const short = (text) => JSON.stringify(text.trim().replace(/\s+/g, " ").slice(0, SHORT));
  const faults = new Set();

  // The part of a line that is seen inside the boxes around it; null when it is scrolled away.
  function seen(line, element) {
    let { left, right, top, bottom } = line;
    for (let box = element; box && box !== document.documentElement; box = box.parentElement) {
      const style = getComputedStyle(box);
      if (style.overflowX === "visible" && style.overflowY === "visible") continue;
      const edge = box.getBoundingClientRect();
      const out = line.left < edge.left - SLACK || line.right > edge.right + SLACK ||
        line.top + line.height * LINE < edge.top - SLACK ||
        line.bottom - line.height * LINE > edge.bottom + SLACK;
      const scrolls = [style.overflowX, style.overflowY].some((way) => /auto|scroll/.test(way));
      if (out && !scrolls) faults.add(`cut off: ${short(element.textContent)}`);
      [left, right] = [Math.max(left, edge.left), Math.min(right, edge.right)];
      [top, bottom] = [Math.max(top, edge.top), Math.min(bottom, edge.bottom)];
      if (left >= right || top >= bottom) return null;
      if (out && scrolls) return { left, right, top, bottom, scrolled: true };
    }
    return { left, right, top, bottom, scrolled: false };
  }

  const lines = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !element.checkVisibility({ visibilityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const line of range.getClientRects()) {
      if (line.width < 2 || line.height < 2 || line.right < 0) continue; // skip links wait outside
      const box = seen(line, element);
      if (!box) continue;
      if (!box.scrolled && box.right > innerWidth + SLACK)
        faults.add(`beyond the edge of the page: ${short(node.data)}`);
      const room = line.height * LINE;
      lines.push({ ...box, top: box.top + room, bottom: box.bottom - room, node });
    }
  }
  lines.sort((a, b) => a.top - b.top);
  lines.forEach((one, at) => {
    for (let next = at + 1; next < lines.length && lines[next].top < one.bottom; next += 1) {
      const other = lines[next];
      if (other.node !== one.node && overlap(one, other))
        faults.add(`${short(one.node.data)} and ${short(other.node.data)} lie over each other`);
    }
  });
  return [...faults].sort();
}
