// The callers' desk is complete without this. With it, a call is three key presses: a digit takes the choice of
// that place and goes on, 0 settles all four questions, 9 takes last time's answers, Enter saves (Ctrl+Enter from
// a text). And what was typed is kept in this tab until it has been saved.
(() => {
  "use strict";
  const store = {
    get(key) { try { return sessionStorage.getItem(key); } catch { return null; } },
    set(key, text) { try { sessionStorage.setItem(key, text); } catch { /* a private window */ } },
    drop(key) { try { sessionStorage.removeItem(key); } catch { /* the same */ } },
    keys() { try { return Object.keys(sessionStorage); } catch { return []; } },
  };
  const DRAFT = "draft ";

  // What is saved needs no draft; who signs out leaves none.
  for (const key of store.keys()) {
    const saved = document.querySelector("[data-saved]");
    if (key.startsWith(DRAFT) && saved && key.replace(/\/visit$/, "").endsWith(" " + saved.dataset.saved)) store.drop(key);
  }
  const out = document.querySelector('form[action="/sign-out"]');
  if (out) out.addEventListener("submit", () => store.keys().filter((key) => key.startsWith(DRAFT)).forEach(store.drop));

  // Drafts: of the fields that can be seen, as they were first.
  const fields = (form) => [...form.elements].filter((field) => field.name && field.type !== "hidden");
  const typed = (form) => JSON.stringify(fields(form).map((field) =>
    [field.name, field.type === "radio" ? field.value : "", field.type === "radio" ? field.checked : field.value]));
  function restore(form, text) {
    const kept = new Map(JSON.parse(text).map(([name, value, state]) => [name + " " + value, state]));
    for (const field of fields(form)) {
      const key = field.name + " " + (field.type === "radio" ? field.value : "");
      if (!kept.has(key)) continue;
      if (field.type === "radio") field.checked = kept.get(key); else field.value = kept.get(key);
      if (kept.get(key) && field.closest("details") && field.value !== field.defaultValue) field.closest("details").open = true;
    }
  }
  for (const form of document.querySelectorAll("form[data-draft]")) {
    const key = DRAFT + form.dataset.draft, empty = typed(form), kept = store.get(key);
    if (kept && !("typed" in form.dataset)) { try { restore(form, kept); } catch { store.drop(key); } }
    const keep = () => { const now = typed(form); if (now === empty) store.drop(key); else store.set(key, now); };
    form.addEventListener("input", keep);
    form.addEventListener("change", keep);
    form.addEventListener("submit", () => {
      keep();
      if (!form.classList.contains("contact")) store.drop(key); // its page does not say what was saved
    });

    // Once sent, the button waits; coming back with the browser's button makes it ready again.
    const button = form.querySelector("button.button");
    form.addEventListener("submit", () => setTimeout(() => { button.disabled = true; }, 0));
    addEventListener("pageshow", () => { button.disabled = false; });
  }

  const form = document.querySelector("form.contact");
  if (!form) return;
  const group = (name) => form.querySelector(`input[name="${name}"]`)?.closest("fieldset");
  const questions = [...form.querySelectorAll(".choices--answer")];
  const outcome = group("outcome"), rest = group("rest"), next = group("next");
  const checked = (set) => set.querySelector("input:checked");
  const ready = (set) => checked(set) || set.querySelector("input");
  const reached = () => !checked(outcome) || checked(outcome).value === "reached";
  const changed = () => form.dispatchEvent(new Event("change"));

  function after(set) {
    if (set === outcome) return reached() ? questions[0] : next;
    if (!questions.includes(set)) return next; // nothing more to choose: Tab leads to the note
    return questions[questions.indexOf(set) + 1] || next;
  }
  function take(set, input) {
    input.checked = true;
    if (set === rest) whole(input.value); else changed();
    ready(after(set)).focus();
  }
  /** All four at once, to be seen and still to be changed one by one. */
  function whole(value) {
    for (const set of questions) {
      const input = value === "same" ? set.querySelector("[data-last]") : set.querySelector(`[value="${value}"]`);
      if (input) input.checked = true;
    }
    changed();
  }
  rest.addEventListener("change", (event) => whole(event.target.value));

  const typing = (target) => target.matches("textarea, select, input:not([type=radio]):not([type=checkbox])");
  document.addEventListener("keydown", (event) => {
    const inside = form.contains(event.target);
    if (event.key === "Enter" && event.ctrlKey && inside) { event.preventDefault(); form.requestSubmit(); return; }
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || typing(event.target)) return;
    const set = event.target.closest("fieldset");
    if (event.key === "Enter" && inside && set) { event.preventDefault(); form.requestSubmit(); return; }
    if (!/^\d$/.test(event.key) || (event.target !== document.body && !(inside && set))) return;
    const number = Number(event.key), here = inside && set ? set : outcome;
    const all = { 0: "ok", 9: "same" }[number];
    const input = all ? form.querySelector(`input[name="rest"][value="${all}"]`) : here.querySelectorAll("input")[number - 1];
    if (!input || (all && !reached())) return;
    event.preventDefault();
    take(all ? rest : here, input);
  });

  const elsewhere = location.hash || document.querySelector(".error-summary");
  if (!elsewhere && matchMedia("(min-width: 60em)").matches) ready(outcome).focus({ preventScroll: true });
})();
