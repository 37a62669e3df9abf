// The page of an indicator: the map by year, by pointer and by arrow keys; a table to filter; chosen
// municipalities named in the distribution. Colours of other years are those of the ranges of the
// newest one. All figures are texts that reports show.
"use strict";

const MAP_SCRIPT = document.currentScript;
const INSIDE = 9; // from the corner of a tile to its middle

function numberIn(text) {
  const found = /^[+−-]?\d{1,3}(?:\.?\d{3})*(?:,\d+)?(?!.*van de)/.exec(text);
  return found ? Number(found[0].replaceAll(".", "").replace("−", "-").replace(",", ".")) : NaN;
}

function middleOf(tile) {
  return [Number(tile.getAttribute("x")) + INSIDE, Number(tile.getAttribute("y")) + INSIDE];
}

// The nearest tile in a direction: along it counts once, aside of it twice.
function towards(tiles, from, [right, down]) {
  const [x, y] = middleOf(from);
  const far = (tile) => {
    const [dx, dy] = [middleOf(tile)[0] - x, middleOf(tile)[1] - y];
    const along = dx * right + dy * down;
    return along > 0 ? along + 2 * Math.abs(dx * down) + 2 * Math.abs(dy * right) : Infinity;
  };
  const best = tiles.reduce((a, b) => (far(b) < far(a) ? b : a));
  return far(best) < Infinity ? best : from;
}

function region(section) {
  const svg = section.querySelector(".tile-map");
  const rows = [...section.querySelectorAll("tbody tr")];
  const byCode = new Map(rows.map((row) => [row.dataset.nis, row]));
  const filter = section.querySelector("[data-filter]");
  filter.hidden = false;
  filter.querySelector("input").addEventListener("input", (event) => {
    const asked = event.target.value.trim().toLowerCase();
    rows.forEach((row) => { row.hidden = !row.cells[0].textContent.toLowerCase().includes(asked); });
  });
  if (!svg) return;
  const tiles = [...svg.querySelectorAll("rect")];
  const said = section.querySelector("[data-said]");
  let at = null;
  const name = (tile) => {
    at?.classList.remove("at");
    at = tile;
    at.classList.add("at");
    const row = byCode.get(tile.dataset.nis);
    const link = row.cells[0].querySelector("a").cloneNode(true);
    said.replaceChildren(link, `: ${row.cells[1].textContent}`);
  };
  svg.setAttribute("tabindex", "0");
  svg.setAttribute("role", "application");
  svg.addEventListener("pointerover", (event) => { if (event.target.dataset.nis) name(event.target); });
  svg.addEventListener("click", (event) => { if (event.target.dataset.nis) name(event.target); });
  svg.addEventListener("focus", () => { if (!at) name(tiles[0]); });
  svg.addEventListener("keydown", (event) => {
    const ways = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
    if (event.key === "Enter" && at) said.querySelector("a").click();
    else if (ways[event.key]) name(towards(tiles, at ?? tiles[0], ways[event.key]));
    else return;
    event.preventDefault();
  });
  section.querySelector("[data-hint]").hidden = false;
}

function chosenDots(section) {
  const chosen = (new URLSearchParams(location.search).get("naast") ?? "").split(",");
  section.querySelectorAll(".dots circle").forEach((dot) => {
    if (!chosen.includes(dot.dataset.nis)) return;
    dot.classList.add("at");
    const label = document.createElementNS("http://www.w3.org/2000/svg", "text");
    label.setAttribute("x", dot.getAttribute("cx"));
    label.setAttribute("y", Number(dot.getAttribute("cy")) - 9);
    label.textContent = dot.querySelector("title").textContent.split(":")[0];
    dot.parentNode.append(label);
  });
}

function years(section, series) {
  const select = section.querySelector("select");
  const rows = [...section.querySelectorAll("tbody tr")].filter((row) => series.towns[row.dataset.nis]);
  const found = new Set(rows.flatMap((row) => Object.keys(series.towns[row.dataset.nis][4])));
  const ordered = [...found].sort().reverse();
  if (ordered.length < 2) return;
  const newest = rows.map((row) => [...row.cells].slice(1).map((c) => [c.textContent, c.dataset.value]));
  const svg = section.querySelector(".tile-map");
  const limits = svg ? svg.dataset.limits.split(" ").map(Number) : [];
  const first = document.createElement("option");
  first.textContent = select.dataset.newest;
  first.value = "";
  select.append(first, ...ordered.map((year) => new Option(year, year)));
  select.addEventListener("change", () => {
    const year = select.value;
    rows.forEach((row, index) => {
      const text = year ? series.towns[row.dataset.nis][4][year] ?? "–" : newest[index][0][0];
      row.cells[1].textContent = text;
      row.cells[1].dataset.value = year ? (Number.isNaN(numberIn(text)) ? "" : numberIn(text)) : newest[index][0][1];
      [2, 3].forEach((column) => { row.cells[column].textContent = year ? "–" : newest[index][column - 1][0]; });
      const tile = svg?.querySelector(`[data-nis="${row.dataset.nis}"]`);
      if (!tile) return;
      const value = numberIn(text);
      const level = Number.isNaN(value) ? 0 : 1 + limits.filter((limit) => value >= limit).length;
      tile.setAttribute("class", `level-${level}`);
      tile.querySelector("title").textContent = `${row.cells[0].textContent}: ${text}`;
    });
  });
  section.querySelector("[data-years]").hidden = false;
}

document.querySelectorAll("[data-region]").forEach((section) => {
  region(section);
  chosenDots(section);
});
const told = document.createElement("script");
told.src = MAP_SCRIPT.dataset.series;
told.onload = () => document.querySelectorAll("[data-region]")
  .forEach((section) => years(section, window.SERIES[MAP_SCRIPT.dataset.code]));
document.head.append(told);
