// The search for a municipality and tables that can be sorted; without it the lists are there.
"use strict";

const ROOT = document.currentScript.dataset.root.replace(/index\.html$/, "");

function plain(text) {
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase()
    .replace(/\bst[.\s-]+/g, "sint ").replace(/['’]/g, "").replace(/[^a-z0-9]+/g, " ").trim();
}

function rank(name, asked) {
  const text = plain(name[0]);
  if (text === asked) return 0;
  if (text.startsWith(asked)) return 1;
  if (text.split(" ").some((_, i, words) => words.slice(i).join(" ").startsWith(asked))) return 2;
  return text.includes(asked) ? 3 : 9;
}

function find(asked) {
  const found = new Map();
  NAMES.map((name) => [rank(name, asked), name]).filter(([order]) => order < 9)
    .sort((a, b) => a[0] - b[0] || a[1][0].localeCompare(b[1][0], "nl"))
    .forEach(([, name]) => { if (!found.has(name[2])) found.set(name[2], name); });
  return [...found.values()].slice(0, 8);
}

function option(name, index) {
  const item = document.createElement("li");
  item.id = `gevonden-${index}`;
  item.role = "option";
  item.dataset.slug = name[2];
  item.textContent = name[1];
  if (name[0] !== name[1]) {
    const also = document.createElement("small");
    also.textContent = ` (${name[0]})`;
    item.append(also);
  }
  return item;
}

function search(form) {
  const input = form.querySelector("input");
  const list = form.querySelector("ul");
  const count = form.querySelector("[data-count]");
  let at = -1;

  const go = (item) => { location.href = `${ROOT}gemeente/${item.dataset.slug}/index.html`; };
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
    list.replaceChildren(...found.map(option));
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

function figure(cell) {
  const text = cell.dataset.value ?? cell.textContent.trim();
  if (cell.dataset.value !== undefined) return text;
  const number = text.replace(/[.\u00a0%+]/g, "").replace("−", "-").replace(",", ".").trim();
  return number !== "" && !Number.isNaN(Number(number)) ? number : text;
}

function compare(a, b) {
  if (a === "" || b === "") return a === b ? 0 : a === "" ? 2 : -2;
  const numbers = !Number.isNaN(Number(a)) && !Number.isNaN(Number(b));
  return Math.sign(numbers ? a - b : a.localeCompare(b, "nl"));
}

function sortable(table) {
  const body = table.tBodies[0];
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      [...table.tHead.rows[0].cells].forEach((cell) => cell.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = [...body.rows].map((row) => [figure(row.cells[column]), row]);
      rows.sort(([a], [b]) => {
        const order = compare(a, b);
        return Math.abs(order) === 2 ? order : down ? -order : order;
      });
      body.append(...rows.map(([, row]) => row));
    });
  });
}

document.querySelectorAll("[data-search]").forEach(search);
document.querySelectorAll("[data-sortable]").forEach(sortable);
