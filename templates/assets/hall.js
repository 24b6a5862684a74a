/* Keeps a screen of the hall up to date: listens to the feed, fetches its own page anew, lets the clock run by
   the server's time. Without it every page works by hand ("重新查看"). */
(function () {
  "use strict";
  var root = document.querySelector("[data-live]");
  if (!root) return;
  var ahead = null; // how far the server's clock is ahead of ours; the feed says it
  var SILENT = 20000; // ms; the server speaks every 15 seconds
  var stale = false, busy = false, leaving = false;

  function show(selector, visible) {
    document.querySelectorAll(selector).forEach(function (one) { one.hidden = !visible; });
  }

  function two(number) { return (number < 10 ? "0" : "") + number; }

  function tick() {
    if (ahead === null) return;
    document.querySelectorAll("[data-deadline]").forEach(function (clock) {
      // the last second is still his: over is over once the deadline has passed
      var left = Math.max(0, Math.ceil((Number(clock.dataset.deadline) - Date.now() - ahead) / 1000));
      var short = left > 0 && left <= Number(clock.dataset.warning);
      clock.querySelector("[data-label]").textContent = clock.dataset[short ? "short" : left ? "running" : "over"];
      clock.querySelector("[data-left]").textContent = Math.floor(left / 60) + ":" + two(left % 60);
      clock.classList.toggle("clock--short", short);
      clock.classList.toggle("clock--over", !left);
      show("[data-when-over]", !left);
      root.dispatchEvent(new CustomEvent("left", { detail: { deadline: clock.dataset.deadline, left: left } }));
    });
    document.querySelectorAll("[data-until]").forEach(function (clock) {
      var left = Math.ceil((Number(clock.dataset.until) - Date.now() - ahead) / 1000), hours = Math.floor(left / 3600);
      clock.hidden = left <= 0 || hours >= 24;
      clock.querySelector(".clock__left").textContent = hours + ":" + two(Math.floor(left / 60) % 60) + ":" + two(left % 60);
    });
    var day = new Date(Date.now() + ahead + 8 * 3600000); // the office's time, wherever the screen believes it is
    document.querySelectorAll("[data-time]").forEach(function (one) {
      one.textContent = two(day.getUTCHours()) + ":" + two(day.getUTCMinutes()) + ":" + two(day.getUTCSeconds());
    });
  }

  function take(page) {
    var fresh = page.querySelector("[data-live]");
    // another session altogether: one was opened, a rehearsal began or ended
    if (!fresh || fresh.dataset.session !== root.dataset.session) { location.reload(); return; }
    // the operator's next step is another one: his page is loaded anew, unless he has begun to write on it
    if (fresh.dataset.moved !== root.dataset.moved) {
      if (leaving) return;
      if (untouched()) location.replace(root.dataset.home); else show("[data-changed]", true);
      return;
    }
    root.dataset.version = fresh.dataset.version;
    document.querySelectorAll("[data-swap]").forEach(function (old) {
      var now = page.getElementById(old.id);
      if (now && now.innerHTML !== old.innerHTML && !typed(old)) swap(old, now);
    });
    if (search) search.dispatchEvent(new Event("input")); // what came anew is narrowed like the rest
    tick();
    root.dispatchEvent(new Event("shown"));
  }

  // Whoever works by keyboard stays where he was.
  function swap(old, now) {
    var at = old.contains(document.activeElement) && document.activeElement.id;
    old.innerHTML = now.innerHTML;
    var again = at && document.getElementById(at);
    if (again) again.focus();
  }

  function refresh() {
    if (busy) { stale = true; return; }
    busy = true; stale = false;
    fetch(root.dataset.home || location.href, { headers: { accept: "text/html" }, cache: "no-cache" })
      .then(function (answer) {
        if (answer.status === 404) location.reload(); // a rehearsal that is over: its page says so
        if (!answer.ok) throw answer;
        return answer.text();
      })
      .then(function (text) {
        take(new DOMParser().parseFromString(text, "text/html"));
        show("[data-offline]", false);
      })
      .catch(function () { show("[data-offline]", true); setTimeout(refresh, 2000); })
      .finally(function () { busy = false; if (stale) refresh(); });
  }

  function typed(within) {
    return Array.prototype.some.call(within.querySelectorAll("input:not([type=hidden]), textarea"), function (one) {
      return one.type === "checkbox" || one.type === "radio" ? one.checked !== one.defaultChecked : one.value !== one.defaultValue;
    });
  }

  function untouched() {
    return !typed(root) && !root.querySelector("details[open], .error-summary") && !location.search;
  }

  function changed(version) {
    if (version === root.dataset.version || leaving) return;
    refresh();
  }

  function listen() {
    var feed = new EventSource(root.dataset.feed + "?after=" + root.dataset.version), heard = performance.now();
    feed.addEventListener("changed", function (event) { heard = performance.now(); changed(event.lastEventId); });
    feed.addEventListener("time", function (event) {
      heard = performance.now(); ahead = Number(event.data) - Date.now(); tick();
    });
    feed.onopen = function () { show("[data-offline]", false); };
    feed.onerror = function () {
      show("[data-offline]", true);
      if (feed.readyState === EventSource.CLOSED) again(3000);
    };
    // A line that was cut says nothing: neither an error nor, as the server does, what time it is.
    var listening = setInterval(function () {
      if (performance.now() - heard > SILENT) { show("[data-offline]", true); feed.close(); again(0); }
    }, 1000);
    function again(later) { clearInterval(listening); setTimeout(listen, later); }
    addEventListener("pagehide", function () { feed.close(); }, { once: true });
  }

  function filter(words) {
    root.querySelectorAll("[data-words]").forEach(function (post) {
      var text = post.dataset.words.toLowerCase();
      post.hidden = !words.every(function (word) { return text.indexOf(word) >= 0; });
    });
  }

  // A key held down, or pressed once too often, must not confirm what nobody has read.
  document.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && (event.repeat || leaving || performance.now() < 300)) event.preventDefault();
  }, true);
  document.addEventListener("submit", function () { leaving = true; });

  var search = document.getElementById("q");
  if (search && root.querySelector("[data-posts]")) {
    search.addEventListener("input", function () { filter(search.value.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean)); });
  }
  if (root.dataset.live === "swap") {
    document.addEventListener("visibilitychange", function () { if (!document.hidden) refresh(); });
    setInterval(refresh, 60000); // should an event be lost
  }
  addEventListener("pageshow", function (event) { if (event.persisted) location.reload(); });
  setInterval(tick, 200);
  tick();
  listen();
})();
