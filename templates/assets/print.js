/* A button that prints the page; without a script the browser's own menu does. Once printed, the way on is at hand. */
document.querySelectorAll("[data-print]").forEach(function (button) {
  button.hidden = false;
  button.focus();
  button.addEventListener("click", function () { print(); });
});
addEventListener("afterprint", function () {
  var on = document.querySelector("[data-printed]");
  if (on) on.focus();
});
