// Finds a person by number or by the open part of the name. The page is complete without it.
(() => {
  "use strict";
  const form = document.getElementById("finder");
  if (!form) return;
  const input = document.getElementById("finder-text");
  const said = document.getElementById("finder-said");
  const people = [...document.querySelectorAll("[data-find]")];

  function show() {
    const wanted = input.value.trim().toLowerCase();
    const found = people.filter((person) => person.dataset.find.toLowerCase().includes(wanted));
    for (const person of people) person.hidden = !found.includes(person);
    said.textContent = !wanted ? "" : found.length ? `找到 ${found.length} 人` : "没有找到。请核对编号，例如 S07。";
    return found;
  }

  form.hidden = false;
  input.addEventListener("input", show);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const [first] = show();
    if (input.value.trim() && first) location.hash = first.id;
  });
  // Somebody hidden by an earlier search must be there when his number is followed.
  addEventListener("hashchange", () => {
    const target = document.getElementById(location.hash.slice(1));
    if (target && target.hidden) { input.value = ""; show(); target.scrollIntoView(); }
  });
})();
