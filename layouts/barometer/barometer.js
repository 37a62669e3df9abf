// The switch that shows intervals. Without it they stand in the tables; nothing is ever asked.
"use strict";

const root = document.documentElement;
const KEY = "barometer-intervallen";

function remembered() {
  try { return localStorage.getItem(KEY) === "aan"; } catch { return false; }
}

function remember(on) {
  try { localStorage.setItem(KEY, on ? "aan" : "uit"); } catch { /* the choice lasts for this page */ }
}

function show(on) { root.classList.toggle("with-intervals", on); }

root.classList.add("js");
show(remembered());
document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[data-switch]").forEach((place) => {
    const box = place.querySelector("input");
    box.checked = root.classList.contains("with-intervals");
    box.addEventListener("change", () => { show(box.checked); remember(box.checked); });
    place.hidden = false;
  });
});
