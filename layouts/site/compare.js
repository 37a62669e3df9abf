// A figure beside other places, chosen by the reader. The choice stands in the address (?naast=…)
// and goes along to every page of a municipality. All figures are texts that reports show: nothing
// is worked out here. Without it the page shows what its report compares with.
"use strict";

const COMPARE_ROOT = document.currentScript.dataset.root.replace(/index\.html$/, "");
const PARAMETER = "naast";
const MOST_PLACES = 5;
const COLOURS = 6; // strokes in site.css: the municipality and five others
const BOX = { width: 340, height: 220, left: 8, right: 110, top: 14, bottom: 24 };

function chosenNow() {
  const text = new URLSearchParams(location.search).get(PARAMETER) ?? "";
  return [...new Set(text.split(",").filter(Boolean))].slice(0, MOST_PLACES);
}

function withChoice(href, ids) {
  const url = new URL(href, location.href);
  if (ids.length) url.searchParams.set(PARAMETER, ids.join(","));
  else url.searchParams.delete(PARAMETER);
  return url.href.replaceAll("%2C", ",");
}

// The number in a displayed text, for its place on the axis alone; NaN for words.
function numberOf(text) {
  const found = /^[+−-]?\d{1,3}(?:\.?\d{3})*(?:,\d+)?(?!.*van de)/.exec(text);
  return found ? Number(found[0].replaceAll(".", "").replace("−", "-").replace(",", ".")) : NaN;
}

function loadSeries(code, path) {
  return new Promise((done, failed) => {
    if (window.SERIES?.[code]) return done(window.SERIES[code]);
    const script = document.createElement("script");
    script.src = path;
    script.onload = () => done(window.SERIES[code]);
    script.onerror = failed;
    return document.head.append(script);
  });
}

function asPlace(nis, town) {
  const [name, slug, text, period, years] = town;
  return { id: nis, name, slug, text, period, years };
}

function element(name, words, parts = {}) {
  const made = document.createElement(name);
  made.textContent = words;
  return Object.assign(made, parts);
}

function drawn(name, parts, text = "") {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  Object.entries(parts).forEach(([key, value]) => made.setAttribute(key, value));
  made.textContent = text;
  return made;
}

function yearsOf(places) {
  return [...new Set(places.flatMap((place) => Object.keys(place.years)))].map(Number)
    .sort((a, b) => a - b);
}

function tableOf(places, words) {
  const table = element("table", "", { className: "figures told" });
  const head = table.createTHead().insertRow();
  [words.year, ...places.map((place) => place.name)].forEach((text, column) => {
    head.append(element("th", text, { scope: "col", className: column ? "num" : "" }));
  });
  const body = table.createTBody();
  yearsOf(places).reverse().forEach((year) => {
    const row = body.insertRow();
    row.append(element("th", String(year), { scope: "row" }));
    places.forEach((place, index) => {
      row.append(element("td", place.years[year] ?? "–", { className: index ? "num" : "num own" }));
    });
  });
  return table;
}

// Labels one below the other, none over another, as near to their points as can be.
function apart(labels, step) {
  labels.sort((a, b) => a.y - b.y);
  labels.forEach((label, index) => {
    if (index) label.y = Math.max(label.y, labels[index - 1].y + step);
  });
  const over = labels.length ? labels.at(-1).y - (BOX.height - BOX.bottom) : 0;
  for (let i = labels.length - 1; i >= 0 && over > 0; i -= 1) {
    const most = i === labels.length - 1 ? BOX.height - BOX.bottom : labels[i + 1].y - step;
    labels[i].y = Math.min(labels[i].y, most);
  }
  return labels;
}

function shortened(text, most = 17) {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

function chartOf(places, words) {
  const lines = places.map((place) => Object.entries(place.years)
    .map(([year, text]) => [Number(year), numberOf(text)]).filter(([, v]) => !Number.isNaN(v)));
  const values = lines.flat().map(([, value]) => value);
  const years = lines.flat().map(([year]) => year);
  if (values.length < 2) return null;
  const [first, last] = [Math.min(...years), Math.max(...years)];
  const [low, high] = [Math.min(0, ...values), Math.max(...values)];
  const wide = BOX.width - BOX.left - BOX.right;
  const tall = BOX.height - BOX.top - BOX.bottom;
  const x = (year) => BOX.left + ((year - first) / Math.max(last - first, 1)) * wide;
  const y = (value) => BOX.top + tall - ((value - low) / (high - low || 1)) * tall;
  const svg = drawn("svg", {
    viewBox: `0 0 ${BOX.width} ${BOX.height}`, role: "img", "aria-label": words.chart,
  });
  svg.append(drawn("line", { x1: BOX.left, x2: BOX.left + wide, y1: y(0), y2: y(0), class: "axis" }));
  [first, last].forEach((year, end) => svg.append(drawn("text", {
    x: x(year), y: BOX.height - 6, class: "year", "text-anchor": end ? "end" : "start",
  }, String(year))));
  const labels = [];
  lines.forEach((points, index) => {
    if (!points.length) return;
    const kind = `line-${index % COLOURS}`;
    const path = points.map(([year, value]) => `${x(year).toFixed(1)},${y(value).toFixed(1)}`);
    svg.append(drawn("polyline", { points: path.join(" "), class: kind }));
    points.forEach(([year, value]) => {
      const dot = drawn("circle", { cx: x(year), cy: y(value), r: 2.6, class: kind });
      dot.append(drawn("title", {}, `${places[index].name}, ${year}: ${places[index].years[year]}`));
      svg.append(dot);
    });
    labels.push({ y: y(points.at(-1)[1]) + 4, text: places[index].name, kind });
  });
  apart(labels, 15).forEach((label) => svg.append(drawn("text", {
    x: BOX.left + wide + 7, y: label.y, class: label.kind,
  }, shortened(label.text))));
  return svg;
}

// Links to pages of municipalities take the choice along.
function carry(ids) {
  document.querySelectorAll("a[href]").forEach((link) => {
    const inside = /(^|\/)(gemeente|vergelijk)\//.test(new URL(link.href).pathname);
    if (inside && !link.hash && !link.hasAttribute("download")) link.href = withChoice(link.href, ids);
  });
}

function compare(section) {
  const data = JSON.parse(section.querySelector("script").textContent);
  const words = section.dataset;
  const [form, choices] = [section.querySelector("form"), section.querySelector(".choices")];
  const [input, names] = [form.querySelector("input"), form.querySelector("datalist")];
  const status = form.querySelector("[role=status]");
  const [lines, table] = [section.querySelector(".lines"), section.querySelector(".scroll")];
  let places = new Map(data.places.map((place) => [place.id, place]));
  let towns = {};
  let ids = chosenNow();

  const shown = () => [data.own, ...ids.map((id) => places.get(id)).filter(Boolean)];
  const toggle = (id, on) => {
    if (on && ids.length >= MOST_PLACES) {
      status.textContent = words.most;
      return false;
    }
    ids = on ? [...ids, id] : ids.filter((one) => one !== id);
    history.replaceState(null, "", withChoice(location.href, ids));
    show();
    return true;
  };
  const box = (place) => {
    const label = element("label", "");
    const tick = element("input", "", { type: "checkbox", checked: ids.includes(place.id) });
    tick.addEventListener("change", () => { tick.checked = toggle(place.id, tick.checked) && tick.checked; });
    label.append(tick, ` ${place.name}`);
    return label;
  };
  const show = () => {
    const at = document.activeElement?.closest("label")?.textContent;
    choices.replaceChildren(...[...places.values()].map(box));
    [...choices.children].find((one) => one.textContent === at)?.firstChild.focus();
    const drawing = chartOf(shown(), words);
    lines.replaceChildren(...(drawing ? [drawing] : []));
    table.replaceChildren(tableOf(shown(), words));
    table.setAttribute("aria-label", words.table);
    carry(ids);
    const side = section.querySelector("[data-side]");
    const wanted = [data.own.id, ...ids.filter((id) => /^\d{5}$/.test(id) && towns[id])];
    side.href = `${side.href.split("?")[0]}?gemeenten=${wanted.join(",")}&indicatoren=${data.code}`;
  };
  const add = (event) => {
    event.preventDefault();
    const asked = input.value.trim().toLowerCase();
    const found = Object.entries(towns).find(([nis, town]) => town[0].toLowerCase() === asked || nis === asked);
    if (!found) { status.textContent = words.unknown; return; }
    const place = asPlace(...found);
    places.set(place.id, place);
    if (ids.includes(place.id) || toggle(place.id, true)) {
      status.textContent = words.added.replace("#", place.name);
      input.value = "";
    }
  };
  form.addEventListener("submit", add);
  section.querySelector("[data-copy]").addEventListener("click", async (event) => {
    await navigator.clipboard.writeText(location.href);
    status.textContent = event.target.dataset.done;
  });
  loadSeries(data.code, words.series).then((told) => {
    towns = told.towns;
    names.replaceChildren(...Object.entries(towns).filter(([nis]) => nis !== data.own.id)
      .map(([, town]) => element("option", "", { value: town[0] })));
    ids.filter((id) => !places.has(id) && towns[id])
      .forEach((id) => places.set(id, asPlace(id, towns[id])));
    ids = ids.filter((id) => places.has(id) && id !== data.own.id);
    show();
  }).catch(() => show());
  if (!ids.length) ids = data.places.slice(0, 2).map((place) => place.id);
  section.hidden = false;
  show();
}

// --- several municipalities and several indicators side by side -------------------------------

function listed(name) {
  const text = new URLSearchParams(location.search).get(name) ?? "";
  return [...new Set(text.split(",").filter(Boolean))];
}

function sideBySide(section) {
  const words = section.dataset;
  const [townForm, codeForm] = section.querySelectorAll("form");
  const status = section.querySelector("[role=status]");
  const [table, charts] = [section.querySelector(".scroll"), section.querySelector(".drawn")];
  const known = new Map([...codeForm.querySelectorAll("option[value]")].filter((o) => o.value)
    .map((option) => [option.value, option.textContent]));
  let towns = listed("gemeenten").slice(0, MOST_PLACES);
  let codes = listed("indicatoren").filter((code) => known.has(code));
  if (!codes.length) codes = words.codes.split(",");

  const keep = () => {
    const url = new URL(location.href);
    url.searchParams.set("gemeenten", towns.join(","));
    url.searchParams.set("indicatoren", codes.join(","));
    history.replaceState(null, "", url.href.replaceAll("%2C", ","));
  };
  const chip = (text, remove) => {
    const button = element("button", `${text} ×`, { type: "button", className: "small" });
    button.setAttribute("aria-label", words.remove.replace("#", text));
    button.addEventListener("click", () => { remove(); keep(); show(); });
    return button;
  };
  const cell = (town) => element("td", town ? `${town[2]} (${town[3]})` : "–", { className: "num" });
  const tableFor = (series, ids) => {
    const made = element("table", "", { className: "figures" });
    const head = made.createTHead().insertRow();
    head.append(element("th", words.indicator, { scope: "col" }));
    ids.forEach((nis) => {
      const named = element("th", "", { scope: "col", className: "num" });
      const town = series.map((one) => one.towns[nis]).find(Boolean);
      named.append(element("a", town[0], { href: `${COMPARE_ROOT}gemeente/${town[1]}/index.html` }));
      head.append(named);
    });
    const body = made.createTBody();
    series.forEach((one) => {
      const row = body.insertRow();
      const named = element("th", "", { scope: "row" });
      named.append(
        element("a", one.short, { href: `${COMPARE_ROOT}indicator/${one.code}/index.html` }),
        element("small", ` ${one.unit}`),
      );
      row.append(named, ...ids.map((nis) => cell(one.towns[nis])));
    });
    return made;
  };
  const figureOf = (one, ids) => {
    const places = ids.filter((nis) => one.towns[nis]).map((nis) => asPlace(nis, one.towns[nis]));
    const svg = chartOf(places, { chart: words.chart.replace("#", one.short) });
    if (!svg) return [];
    const made = element("figure", "", { className: "lines" });
    const caption = element("figcaption", one.short);
    caption.append(element("small", ` ${one.unit}`));
    made.append(caption, svg);
    return [made];
  };
  const show = async () => {
    const all = await Promise.all(codes.map((code) => loadSeries(code, `${COMPARE_ROOT}indicator/${code}/reeks.js`)));
    const names = new Map(all.flatMap((one) => Object.entries(one.towns)).map(([nis, t]) => [nis, t[0]]));
    const ids = towns.filter((nis) => names.has(nis));
    townForm.querySelector("datalist").replaceChildren(...[...names.values()]
      .sort((a, b) => a.localeCompare(b, "nl")).map((value) => element("option", "", { value })));
    townForm.querySelector(".choices").replaceChildren(...ids.map((nis) =>
      chip(names.get(nis), () => { towns = towns.filter((one) => one !== nis); })));
    codeForm.querySelector(".choices").replaceChildren(...codes.map((code) =>
      chip(known.get(code), () => { codes = codes.filter((one) => one !== code); })));
    townForm.onsubmit = (event) => {
      event.preventDefault();
      const input = townForm.querySelector("input");
      const asked = input.value.trim().toLowerCase();
      const found = [...names].find(([nis, name]) => name.toLowerCase() === asked || nis === asked);
      if (!found) status.textContent = words.unknown;
      else if (towns.length >= MOST_PLACES) status.textContent = words.most;
      else {
        towns = [...new Set([...towns, found[0]])];
        status.textContent = words.added.replace("#", found[1]);
        input.value = "";
        keep();
        show();
      }
    };
    table.replaceChildren(...(ids.length && all.length ? [tableFor(all, ids)] : []));
    charts.replaceChildren(...all.flatMap((one) => figureOf(one, ids)));
  };
  codeForm.addEventListener("change", (event) => {
    if (event.target.value) codes = [...new Set([...codes, event.target.value])];
    event.target.value = "";
    keep();
    show();
  });
  codeForm.addEventListener("submit", (event) => event.preventDefault());
  section.hidden = false;
  show();
}

const compared = document.querySelector("[data-compare]");
const side = document.querySelector("[data-side-by-side]");
if (compared) compare(compared);
else if (side) sideBySide(side);
else carry(chosenNow());
