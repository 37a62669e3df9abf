// The search for municipalities, indicators and concepts, as people type them. All that is searched
// stands before this as FOUND_IN, so that nothing is asked and it works from disk. Without it the
// lists are there.
"use strict";

const ROOT = document.currentScript.dataset.root.replace(/index\.html$/, "");
const MOST = 10; // results shown

function plain(text) {
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase()
    .replace(/\bst[.\s-]+/g, "sint ").replace(/['’]/g, "").replace(/[^a-z0-9]+/g, " ").trim();
}

const NAMES = FOUND_IN.towns.flatMap(([name, slug, nis, others, parts]) => {
  const page = { title: name, path: `gemeente/${slug}/index.html`, kind: "town" };
  const named = (text, why, order) => ({ page, key: plain(text), why, order });
  const found = [named(name, "", 0), named(nis, `NIS ${nis}`, 0)];
  others.forEach((text) => found.push(named(text, text, 0.2)));
  parts.split(";").forEach((part) => {
    const [code, inside] = part.split(":");
    found.push(named(code, code, 0), named(`${code} ${name}`, code, 0));
    inside.split(",").filter(Boolean).forEach((text) => {
      found.push(named(text, `${code} ${text}`, 0.4), named(`${code} ${text}`, `${code} ${text}`, 0));
    });
  });
  return found;
});

const PAGES = [
  ...FOUND_IN.indicators.map(([title, code, more]) =>
    [{ title, path: `indicator/${code}/index.html`, kind: "indicator" }, plain(code), more, 0.5]),
  ...FOUND_IN.concepts.map(([title, id]) =>
    [{ title, path: `begrippen/index.html#${id}`, kind: "concept" }, "", "", 0.6]),
].map(([page, code, more, order]) => {
  const title = plain(page.title);
  return { page, code, title, own: title.split(" "), all: `${title} ${more}`.split(" "), order };
});

// How well a name fits what was asked: 0 the same, 1 begins so, 2 a word in it does, 3 holds it.
function ofName(name, asked) {
  if (name.key === asked) return name.order;
  if (name.key.startsWith(asked)) return 1 + name.order;
  if (/^\d/.test(asked)) return 9;
  if (name.key.includes(` ${asked}`)) return 2 + name.order;
  return name.key.includes(asked) && asked.length > 2 ? 3 + name.order : 9;
}

// Pages are found by words in any order, of their name or else of what they are about.
function ofPage(one, asked) {
  if (one.title === asked || one.code === asked) return 0.1;
  if (one.title.startsWith(asked)) return 1 + one.order;
  const among = (words) =>
    asked.split(" ").every((part) => words.some((word) => word.startsWith(part)));
  if (among(one.own)) return 2 + one.order;
  return asked.length > 2 && among(one.all) ? 3 + one.order : 9;
}

// Whether two texts differ in at most so many letters: changed, left out, put in or swapped.
function isNear(one, other, most) {
  if (Math.abs(one.length - other.length) > most) return false;
  let [before, last] = [[], [...Array(other.length + 1).keys()]];
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1;
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + same);
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1])
        row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    [before, last] = [last, row];
  }
  return last[other.length] <= most;
}

function slips(asked) {
  const most = asked.length < 4 || /^\d/.test(asked) ? 0 : asked.length < 8 ? 1 : 2;
  if (!most) return [];
  const near = NAMES.filter((name) => isNear(name.key, asked, most))
    .map((name) => [name.order, name.page, name.why]);
  const pages = PAGES.filter((one) => [one.title, ...one.own].some((w) => isNear(w, asked, most)))
    .map((one) => [one.order, one.page, ""]);
  return [...near, ...pages];
}

function find(asked) {
  const names = NAMES.map((name) => [ofName(name, asked), name.page, name.why]);
  const pages = PAGES.map((one) => [ofPage(one, asked), one.page, ""]);
  let fits = [...names, ...pages].filter(([order]) => order < 9);
  if (!fits.length) fits = slips(asked);
  const best = new Map();
  fits.sort((a, b) => a[0] - b[0] || a[1].title.localeCompare(b[1].title, "nl"))
    .forEach(([, page, why]) => { if (!best.has(page)) best.set(page, why); });
  return [...best].slice(0, MOST);
}

function option([page, why], index, kinds) {
  const item = document.createElement("li");
  item.id = `gevonden-${index}`;
  item.role = "option";
  item.dataset.path = page.path;
  item.textContent = page.title;
  const more = page.kind === "town" ? why && `(${why})` : kinds[page.kind];
  if (more) {
    const also = document.createElement("small");
    also.textContent = ` ${more}`;
    item.append(also);
  }
  return item;
}

function search(form) {
  const input = form.querySelector("input");
  const list = form.querySelector("ul");
  const count = form.querySelector("[data-count]");
  let at = -1;

  const go = (item) => { location.href = ROOT + item.dataset.path; };
  const mark = (index) => {
    at = index;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", i === at));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    }
  };
  const show = () => {
    const asked = plain(input.value);
    const found = asked ? find(asked) : [];
    list.replaceChildren(...found.map((one, index) => option(one, index, count.dataset)));
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    mark(found.length ? 0 : -1);
    const words = count.dataset;
    if (!asked) count.textContent = "";
    else if (!found.length) count.textContent = words.none;
    else count.textContent = found.length === 1 ? words.one : words.many.replace("#", found.length);
  };
  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    mark(-1);
  };

  input.addEventListener("input", show);
  input.addEventListener("keydown", (event) => {
    const many = list.children.length;
    if (event.key === "ArrowDown" && many) mark((at + 1) % many);
    else if (event.key === "ArrowUp" && many) mark((at - 1 + many) % many);
    else if (event.key === "Escape") { input.value = ""; show(); }
    else if (event.key === "Enter") { if (at >= 0) go(list.children[at]); }
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", () => setTimeout(close, 200));
  input.addEventListener("focus", () => { if (input.value) show(); });
  list.addEventListener("mousedown", (event) => {
    const item = event.target.closest("li");
    if (item) go(item);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
}

document.querySelectorAll("[data-search]").forEach(search);
