// Tables that can be sorted; without it they stand in the order of the page.
"use strict";

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

document.querySelectorAll("[data-sortable]").forEach(sortable);
