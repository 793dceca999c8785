// Theme, anchors, keys, paper.

const THEMES = { "": "as the system", light: "light", dark: "dark" };

function theme() {
  const names = Object.keys(THEMES);
  const next = names[(names.indexOf(document.documentElement.dataset.theme ?? "") + 1) % names.length];
  if (next) document.documentElement.dataset.theme = next;
  else delete document.documentElement.dataset.theme;
  byId("theme").textContent = `Theme: ${THEMES[next]}`;
}

/** Shows what the address names, even where it is closed or filtered away. */
function reveal() {
  const name = location.hash.slice(1);
  const decoded = () => { try { return decodeURIComponent(name); } catch { return name; } };
  const element = name && (byId(name) ?? byId(decoded()));
  if (!element) return;
  if (element.hidden) clear();
  for (let at = element; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
  if (element.classList.contains("case")) mark(element);
  settle(element, 6);
}

/** What comes into view gets its true height only then, and pushes what stands below it. */
function settle(element, frames) {
  element.scrollIntoView();
  if (frames > 0) requestAnimationFrame(() => settle(element, frames - 1));
}

let current = null;

function mark(element) {
  current?.classList.remove("current");
  current = element;
  current.classList.add("current");
}

/** The next case, or the one before. */
function step(by) {
  const shown = visible();
  if (shown.length === 0) return;
  const at = shown.indexOf(current);
  const next = at < 0 ? (by > 0 ? 0 : shown.length - 1) : Math.min(Math.max(at + by, 0), shown.length - 1);
  mark(shown[next]);
  const summary = current.querySelector("summary");
  summary.focus({ preventScroll: true });
  current.scrollIntoView({ block: "nearest" });
}

const KEYS = {
  "/": () => { byId("text").focus(); byId("text").select(); },
  c: clear,
  j: () => step(1),
  k: () => step(-1),
  o: openAll,
  t: theme,
};
for (const box of only) KEYS[box.dataset.key] = () => box.click();

document.addEventListener("keydown", (event) => {
  const writes = event.target.closest("input:not([type=checkbox]), select, textarea");
  if (writes && event.key === "Escape") {
    event.target.blur();
    return;
  }
  if (writes || event.ctrlKey || event.altKey || event.metaKey || !byId("keys").checked) return;
  if (Object.hasOwn(KEYS, event.key)) {
    event.preventDefault();
    KEYS[event.key]();
  }
});

byId("keys").addEventListener("change", (event) => byId("filter").classList.toggle("off", !event.target.checked));
byId("theme").hidden = false;
byId("theme").addEventListener("click", theme);

document.addEventListener("click", (event) => {
  const square = event.target.closest("[data-to]");
  if (square) location.hash = square.dataset.to;
  const group = event.target.closest("[data-only]");
  if (group) showOnly(group.dataset.only);
  // An address that is there already is no change of address.
  const link = event.target.closest("a[href^='#']");
  if (link && link.hash === location.hash) reveal();
});
addEventListener("hashchange", reveal);

/** On paper, findings are whole; afterwards, what was closed is closed again. */
let opened = [];
addEventListener("beforeprint", () => {
  const findings = visible().filter((element) => element.querySelector(":scope > .body") && !element.open);
  opened = [...findings, ...document.querySelectorAll(".section:not([open], #requirements), .facts:not([open])")];
  for (const element of opened) element.open = true;
});
addEventListener("afterprint", () => { for (const element of opened) element.open = false; });

filter();
reveal();
