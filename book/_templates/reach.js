// What it would take. The sums and words are made from strategy/reaching/arithmetic.py, which says the same in a notebook.
(() => {
const FIGURE = /^(?:{{ figure }})$/, YEAR = /^(?:{{ year }})$/;
const opened = text => String(text).trim();
const number_in = text => { const found = FIGURE.exec(opened(text)); return found && Number((found[1] + (found[2] ?? "")).replaceAll(",", "")); };
const year_in = text => YEAR.test(opened(text)) ? Number(opened(text)) : null;
const snapped = number => Number(number.toPrecision({{ digits }}));
const decimals_of = number => Math.min((String(number).split(".")[1] ?? "").length, {{ places }});
// half up from the digits that a number is written with, as people round
const written = (number, shape, least = 0) => {
  const decimals = Math.max(least, shape.decimals);
  const size = Math.abs(number);
  const [whole, part = ""] = (size < 1e-6 ? "0" : String(size)).split(".");
  const digits = BigInt(whole + part.slice(0, decimals).padEnd(decimals, "0")) + (part[decimals] >= "5" ? 1n : 0n);
  const text = String(digits).padStart(decimals + 1, "0");
  const at = text.length - decimals;
  const grouped = text.slice(0, at).replace(/\B(?=(\d{3})+$)/g, ",") + (decimals ? `.${text.slice(at)}` : "");
  return (number < 0 && digits ? "−" : "") + shape.before + grouped + shape.after;
};
{{ arithmetic }}

const form = document.querySelector("#reach");
if (!form) return;
const { measures, fields, starts } = JSON.parse(form.dataset.reach);
const { measure, area, to, own, by } = form.elements;
const said = document.querySelector("#reached");
const opening = text => text[0].toUpperCase() + text.slice(1);
const begun = () => Object.fromEntries(fields.map((name, at) => [name, starts[measure.value][area.value][at] ?? null]));
const say = () => {
  const m = measures[measure.value], s = begun();
  to.options[0].textContent = s.goal_of ? `${opening(s.goal_of)} figure` : to.options[0].dataset.none;
  own.parentNode.hidden = to.value !== "own";
  const lines = answer(m, s, to.value, own.value, by.value);
  said.replaceChildren(...lines.map((line, at) => {
    const one = document.createElement(at || lines.length === 1 ? "p" : "b");
    one.textContent = line;
    return one;
  }));
  document.querySelectorAll("[data-reached]").forEach(one => { one.hidden = one.dataset.reached !== measure.value; });
};
const link = () => {
  const url = new URL(location);
  url.searchParams.set("measure", measure.value);
  url.searchParams.set("area", area.value);
  url.searchParams.set("to", to.value === "own" ? own.value.trim() : to.value);
  url.searchParams.set("by", by.value.trim());
  if (url.protocol.startsWith("http")) history.replaceState(null, "", url);
};
const asked = new URLSearchParams(location.search);
const pick = (select, ...values) => {
  const found = values.find(value => [...select.options].some(option => option.value === value));
  if (found) select.value = found;
};
let kept;
try { kept = localStorage.getItem("area"); } catch { /* private browsing: nothing is kept */ }
pick(measure, asked.get("measure"));
pick(area, asked.get("area"), kept);
if (asked.has("to")) {
  pick(to, asked.get("to"), "own");
  if (to.value === "own" && asked.get("to") !== "own") own.value = asked.get("to");
}
by.value = asked.get("by") ?? by.value;
say();
let later;
form.addEventListener("input", event => {
  clearTimeout(later);
  later = setTimeout(() => { say(); link(); }, event.target.localName === "select" ? 0 : 400);  // not at every letter
});
form.addEventListener("submit", event => { event.preventDefault(); clearTimeout(later); say(); link(); });
})();
