"use strict";
// What is stored as data becomes text nodes, and nothing else, when somebody asks to see it. No text of a record is ever
// read as markup.

const data = (() => {
  let parsed;
  return () => (parsed ??= JSON.parse(document.getElementById("data").textContent));
})();

const cases = Array.from(document.querySelectorAll(".case"));
const numberOf = new Map(cases.map((element, number) => [element, number]));
const stored = (element) => data().cases[numberOf.get(element)];
const text = (number) => data().text[number];

function make(name, className, content) {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (content !== undefined) element.textContent = content;
  return element;
}

/** The explanation of a case, as the page has it for findings. */
function explain(element) {
  const body = make("div", "body");
  const list = make("dl");
  for (const [label, lines] of stored(element)[0]) {
    list.append(make("dt", "", text(label)), description(text(label), lines.map(text)));
  }
  const link = make("a", "", "#" + element.id);
  link.href = "#" + element.id;
  const place = make("dd");
  place.append(link);
  list.append(make("dt", "", "link"), place);
  body.append(list);
  return body;
}

function description(label, lines) {
  const place = make("dd");
  if (label === "repeat" || label === "more") {
    const block = make("pre", "", lines.join("\n"));
    block.tabIndex = 0;
    place.append(block);
  } else {
    place.append(...lines.map((line) => make("span", "", line)));
  }
  return place;
}

/** The closed list of a case's exchanges and those of its control; nothing where the record has none. */
function exchangesOf(element) {
  const [, own, control] = stored(element);
  const ofControl = control === null ? [] : data().controls[control];
  if (own === null) return make("p", "remark", "The exchanges are left out for the size of this page.");
  const number = own.length + ofControl.length;
  if (number === 0) return null;
  const list = make("details", "exchanges");
  const size = `${number} exchange${number === 1 ? "" : "s"}`;
  const share = ofControl.length > 0 && own.length > 0 ? `, ${ofControl.length} of the control` : "";
  list.append(make("summary", "", ofControl.length === number ? `${size} of the control` : size + share));
  list.addEventListener("toggle", () => {
    if (list.childElementCount > 1) return;
    list.append(...own.map((one) => exchange(one, "")), ...ofControl.map((one) => exchange(one, "control, ")));
  });
  return list;
}

function exchange([purpose, line, outcome, sentHeaders, sentBody, headers, body], whose) {
  const element = make("div", "exchange");
  const heading = make("h4", "", `${whose}${text(purpose)}: `);
  heading.append(make("b", "", text(outcome)));
  const sent = message([text(line), ...sentHeaders.map(text)], text(sentBody));
  element.append(heading, block("sent", sent, "request"));
  const received = message(headers.map(text), text(body));
  if (received) element.append(block("received", received, "response"));
  return element;
}

function message(lines, body) {
  return lines.join("\n") + (body ? (lines.length > 0 ? "\n\n" : "") + body : "");
}

function block(className, content, name) {
  const element = make("pre", className, content);
  element.tabIndex = 0;
  element.setAttribute("role", "group");
  element.setAttribute("aria-label", name);
  return element;
}

/** Completes a case when it is opened. */
function complete(element) {
  if (element.dataset.complete) return;
  element.dataset.complete = "yes";
  let body = element.querySelector(":scope > .body");
  if (!body) element.append((body = explain(element)));
  body.querySelector(".exchanges")?.remove();
  const exchanges = exchangesOf(element);
  if (exchanges) body.append(exchanges);
}

for (const element of cases) {
  if (element.open) complete(element);
  element.addEventListener("toggle", () => element.open && complete(element));
}
