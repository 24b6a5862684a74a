// Remembers that somebody reads in large letters, from page to page. The switch itself works without this.
(() => {
  "use strict";
  const KEY = "large-text";
  const root = document.documentElement;
  function remembered() { try { return localStorage.getItem(KEY) === "1"; } catch { return false; } }
  function remember(on) { try { localStorage.setItem(KEY, on ? "1" : "0"); } catch { /* a private window */ } }

  root.classList.toggle("large-text", remembered()); // before anything is drawn
  document.addEventListener("DOMContentLoaded", () => {
    const box = document.getElementById("large-text");
    if (!box) return;
    box.checked = remembered();
    box.addEventListener("change", () => {
      remember(box.checked);
      root.classList.toggle("large-text", box.checked);
    });
  });
})();
