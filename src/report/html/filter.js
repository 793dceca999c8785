// Which cases are shown.

const byId = (id) => document.getElementById(id);
const groups = Array.from(document.querySelectorAll(".group"));
const only = Array.from(document.querySelectorAll("#filter input[name=only]"));

const suiteOf = (element) => element.querySelector("summary code").textContent.split("/", 1)[0];

/** Where every case has the same words: nobody would find anything by them. */
const ALIKE = new Set(["given", "accepted", "control", "repeat", "more", "link", "same as"]);

/** What can be found in a case, in small letters; made when somebody first searches. */
const searched = (() => {
  const known = new Map();
  const make = (element) => {
    const parts = [element.querySelector("summary").textContent];
    for (const [label, lines] of stored(element)[0]) if (!ALIKE.has(text(label))) parts.push(...lines.map(text));
    for (const label of element.querySelectorAll(":scope > .body dt")) {
      if (!ALIKE.has(label.textContent)) parts.push(label.nextElementSibling.textContent);
    }
    for (const clause of element.querySelectorAll(".clause")) parts.push(clause.textContent);
    return parts.join("\n").toLowerCase();
  };
  return (element) => {
    if (!known.has(element)) known.set(element, make(element));
    return known.get(element);
  };
})();

function filter() {
  const wanted = new Set(only.filter((box) => box.checked).map((box) => box.value));
  const words = byId("text").value.toLowerCase().split(/\s+/).filter(Boolean);
  const [suite, level] = [byId("suite").value, byId("level").value];
  const fits = (element) =>
    (wanted.size === 0 || wanted.has(element.dataset.group)) &&
    (!level || element.dataset.level === level) &&
    (!suite || suiteOf(element) === suite) &&
    words.every((word) => searched(element).includes(word));
  let shown = 0;
  for (const element of cases) {
    const fit = fits(element);
    if (element.hidden === fit) element.hidden = !fit;
    shown += fit;
  }
  for (const group of groups) size(group);
  const all = `${cases.length.toLocaleString("en")} cases`;
  byId("shown").textContent = shown === cases.length ? `${all} shown` : `${shown.toLocaleString("en")} of ${all} shown`;
}

/** A group says how many of its cases are shown, unless it is all of them. */
function size(group) {
  const of = Array.from(group.querySelectorAll(".case"));
  const shown = of.filter((element) => !element.hidden).length;
  const label = group.querySelector("h3 .size");
  label.dataset.all ??= label.textContent;
  label.textContent = shown === of.length ? label.dataset.all : `${shown} of ${of.length} cases`;
  group.hidden = shown === 0;
}

function clear() {
  for (const box of only) box.checked = false;
  for (const id of ["text", "suite", "level"]) byId(id).value = "";
  filter();
}

/** Shows one group and no other. */
function showOnly(name) {
  clear();
  for (const box of only) box.checked = box.value === name;
  filter();
}

const visible = () => cases.filter((element) => !element.hidden);

/** Opens what is shown, or closes it when that was done. */
function openAll() {
  const button = byId("open");
  const open = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", String(open));
  button.textContent = open ? "Close all" : "Open all";
  for (const element of visible()) element.open = open;
}

byId("filter").hidden = false;
byId("filter").addEventListener("submit", (event) => event.preventDefault());
byId("filter").addEventListener("input", (event) => event.target.id !== "keys" && filter());
byId("clear").addEventListener("click", clear);
byId("open").addEventListener("click", openAll);
