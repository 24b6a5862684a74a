/* A button that prints the page; without a script the browser's own menu does. */
document.querySelectorAll("[data-print]").forEach(function (button) {
  button.hidden = false;
  button.focus();
  button.addEventListener("click", function () { print(); });
});
