// With the keyboard on one of the choices, a digit takes the choice of that place and goes on to the next group.
// Beside a keyboard (a wide window) the first group is ready at once. The form is complete without it.
(() => {
  "use strict";
  const form = document.querySelector("form.contact");
  if (!form) return;
  const groups = [...form.querySelectorAll("fieldset")];
  const first = (group) => group.querySelector("input:checked") || group.querySelector("input");

  form.addEventListener("keydown", (event) => {
    const group = event.target.closest("fieldset");
    if (!group || event.ctrlKey || event.altKey || event.metaKey) return;
    const picked = group.querySelectorAll("input")[Number(event.key) - 1];
    if (!picked) return;
    event.preventDefault();
    picked.checked = true;
    const next = groups[groups.indexOf(group) + 1];
    (next ? first(next) : picked).focus();
  });

  const elsewhere = location.hash || document.querySelector(".error-summary");
  if (!elsewhere && matchMedia("(min-width: 60em)").matches) first(groups[0]).focus({ preventScroll: true });

  // Once sent, the button waits; coming back with the browser's button makes it ready again.
  const button = form.querySelector("button.button");
  form.addEventListener("submit", () => { setTimeout(() => { button.disabled = true; }, 0); });
  addEventListener("pageshow", () => { button.disabled = false; });
})();
