/* Makes the big screen show everything at any size: what does not fit shrinks, first the units that are full, and
   the rest goes on pages that follow one another. On every page a line of each kind counts what stands on the
   others, so that the seats shown always add up to the number above. */
(function () {
  "use strict";
  var PAGE = 8000; // ms that a page stands
  var SIZES = [1, 0.92, 0.85, 0.78, 0.72]; // of the letters; smaller ones the last row could not read
  var root = document.querySelector(".projector");
  if (!root) return;
  var pages = [];

  function fits(box) {
    return box.scrollHeight <= box.clientHeight + 1 && box.scrollWidth <= box.clientWidth + 1;
  }

  // Whether it fits at one of the sizes; the last one stays where it does not.
  function shrunk(box, of, normal) {
    return SIZES.some(function (size) { of.style.fontSize = size * normal + "em"; return fits(box); });
  }

  function units(kind) { return Array.from(kind.querySelectorAll("[data-left]")); }

  function line(kind, name, hidden, seats) {
    var row = kind.querySelector("[data-" + name + "]"), number = row.querySelector("b");
    row.hidden = !hidden;
    row.querySelector("span").textContent = row.dataset[name].replace("#", hidden);
    if (number) number.textContent = seats;
  }

  function isFull(unit) { return unit.classList.contains("seats__gone"); }

  // Shows these units with their kinds' lines for what is not among them.
  function show(box, shown, fullToo) {
    box.querySelectorAll(".seats__kind").forEach(function (kind) {
      var rest = 0, seats = 0, full = 0;
      units(kind).forEach(function (unit) {
        var shrinks = isFull(unit) && !fullToo;
        unit.hidden = shrinks || shown.indexOf(unit) < 0;
        if (shrinks) full += 1;
        else if (unit.hidden) { rest += 1; seats += Number(unit.dataset.left); }
      });
      line(kind, "full", full, 0);
      line(kind, "rest", rest, seats);
    });
  }

  // As many as fit from `first` on, at least one.
  function most(box, all, first) {
    var few = 1, many = all.length - first;
    while (few < many) {
      var half = Math.ceil((few + many) / 2);
      show(box, all.slice(first, first + half), false);
      if (fits(box)) few = half; else many = half - 1;
    }
    return all.slice(first, first + few);
  }

  function paged(box) {
    var all = Array.from(box.querySelectorAll("[data-left]"));
    box.style.fontSize = "";
    show(box, all, true);
    if (fits(box)) return [];
    show(box, all, false);
    if (shrunk(box, box, 0.92)) return [];
    all = all.filter(function (unit) { return !isFull(unit); });
    var found = [];
    for (var first = 0; first < all.length; first += found[found.length - 1].length) found.push(most(box, all, first));
    return found;
  }

  function turn() {
    var box = root.querySelector("[data-fitted]"), mark = root.querySelector("[data-page]");
    if (!box) return;
    var page = pages.length ? Math.floor(Date.now() / PAGE) % pages.length : 0;
    if (pages.length) show(box, pages[page], false);
    mark.textContent = pages.length > 1 ? page + 1 + " / " + pages.length : "";
  }

  function fit() {
    var left = document.getElementById("now"), told = document.getElementById("told"), box = root.querySelector("[data-fitted]");
    if (told) shrunk(told, told, 1);
    if (left) shrunk(left, left, 1);
    var rules = root.querySelector(".projector__rules");
    if (rules) shrunk(rules, rules, 1);
    if (box) pages = paged(box);
    turn();
  }

  // Sound, off until somebody presses the button: browsers play none before that. At each mark once.
  var TONES = { 60: [660, 0.4], 5: [880, 0.25], 0: [440, 1.2] }; // seconds left: hertz, how long
  var button = root.querySelector("[data-sound]"), audio = null, before = {};

  function tone(hertz, seconds) {
    var wave = audio.createOscillator(), loud = audio.createGain(), at = audio.currentTime;
    wave.frequency.value = hertz;
    loud.gain.setValueAtTime(0.3, at);
    loud.gain.exponentialRampToValueAtTime(0.001, at + seconds);
    wave.connect(loud);
    loud.connect(audio.destination);
    wave.start(at);
    wave.stop(at + seconds);
  }

  function passes(event) {
    var now = event.detail;
    Object.keys(TONES).forEach(function (mark) {
      var crossed = before.deadline === now.deadline && before.left > mark && now.left <= mark;
      if (crossed && audio) tone.apply(null, TONES[mark]);
    });
    before = now;
  }

  function turnSound() {
    if (audio) { audio.close(); audio = null; } else audio = new AudioContext();
    button.setAttribute("aria-pressed", String(Boolean(audio)));
    button.textContent = audio ? button.dataset.on : button.dataset.off;
    if (audio) tone.apply(null, TONES[5]); // so that one hears how loud it is
  }

  if (button && window.AudioContext) {
    button.hidden = false;
    button.addEventListener("click", turnSound);
    root.addEventListener("left", passes);
  }
  root.addEventListener("shown", fit);
  addEventListener("resize", fit);
  if (document.fonts) document.fonts.ready.then(fit);
  setInterval(turn, 1000);
  fit();
})();
