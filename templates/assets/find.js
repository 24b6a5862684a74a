// Finds a person by number or by the open part of the name. On the live site the form works without it.
(() => {
  "use strict";
  const form = document.getElementById("finder");
  if (!form) return;
  const input = document.getElementById("finder-text");
  const said = document.getElementById("finder-said");
  const list = document.getElementById("finder-found");
  const rows = [...document.querySelectorAll(".table--standing tbody tr")];
  const everybody = globalThis.everybody || rows.map((row) => [row.id, row.cells[2].firstChild.textContent.trim()]);
  if (!list || !everybody.length) return; // the server answers

  const pageOf = (number) => list.dataset.page.replace("%7Bn%7D", encodeURIComponent(number));

  function found() {
    const wanted = input.value.trim().toLowerCase();
    if (!wanted) return [];
    const exact = everybody.filter(([number]) => number.toLowerCase() === wanted);
    return exact.length ? exact : everybody.filter((one) => one.join(" ").toLowerCase().includes(wanted));
  }

  function show() {
    const people = found();
    const asked = input.value.trim() !== "";
    const numbers = new Set(people.map(([number]) => number));
    for (const row of rows) row.hidden = asked && !numbers.has(row.id);
    const { one, many, none } = said.dataset;
    said.textContent = !asked ? "" : people.length > 1 ? many.replace("{n}", people.length) : people.length ? one : none;
    list.replaceChildren(...(rows.length ? [] : people.slice(0, 100).map(entry)));
    list.hidden = !list.childElementCount;
    return people;
  }

  function entry([number, name]) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = pageOf(number);
    link.textContent = number;
    item.append(link, ` ${name}`);
    return item;
  }

  form.hidden = false;
  input.addEventListener("input", show);
  form.addEventListener("submit", (event) => {
    const people = show();
    if (people.length === 1) {
      event.preventDefault();
      location.href = pageOf(people[0][0]);
    } else if (!form.hasAttribute("action")) event.preventDefault();
  });
  if (input.value) show(); // typed before this script had come, on a slow line
})();
