// Runs in an isolated world of the page: its scripts see nothing of this and cannot change it. What is read here is still
// the page's word: properties that named elements can cover (form.action) are read as attributes, and all is bounded.
(request) => {
  const MOST = { elements: 20000, controls: 400, headings: 20, text: 200 };
  const clip = (text) => String(text ?? "").replace(/\s+/g, " ").trim().slice(0, MOST.text);
  const attribute = (element, name) => Element.prototype.getAttribute.call(element, name) ?? "";

  // Every element in the order of the page, those of open shadow trees included.
  const elements = () => {
    const all = [];
    const roots = [document];
    for (const root of roots) {
      for (const element of root.querySelectorAll("*")) {
        if (all.length >= MOST.elements) return { all, roots };
        all.push(element);
        if (element.shadowRoot && roots.length < 500) roots.push(element.shadowRoot);
      }
    }
    return { all, roots };
  };

  const tag = (element) => element.localName;
  const kind = (element) => {
    const type = attribute(element, "type").toLowerCase();
    return tag(element) === "button" || attribute(element, "role") === "button" ? type || "submit" : type;
  };
  const isVisible = (element) =>
    element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
  const isButton = (element) =>
    tag(element) === "button" ||
    attribute(element, "role").toLowerCase() === "button" ||
    (tag(element) === "input" && ["submit", "button", "image", "reset"].includes(kind(element)));
  const isField = (element) =>
    (["input", "select", "textarea"].includes(tag(element)) && kind(element) !== "hidden" && !isButton(element)) ||
    (tag(element) === "div" && element.isContentEditable);

  const role = (element) => {
    const given = attribute(element, "role").trim().toLowerCase().split(/\s+/)[0];
    if (given) return given;
    if (isButton(element)) return "button";
    if (tag(element) === "a") return element.hasAttribute("href") ? "link" : "";
    if (/^h[1-6]$/.test(tag(element))) return "heading";
    if (tag(element) === "select") return "combobox";
    if (["checkbox", "radio"].includes(kind(element))) return kind(element);
    return isField(element) ? "textbox" : "";
  };

  // What a person knows an element by, the best name first (a short form of "Accessible Name Computation").
  const names = (element) => {
    const referred = attribute(element, "aria-labelledby")
      .split(/\s+/)
      .map((id) => id && element.getRootNode().getElementById?.(id))
      .map((found) => (found ? found.innerText : ""));
    const labels = isField(element) && element.labels ? [...element.labels].map((label) => label.innerText) : [];
    const pressed = tag(element) === "input" && isButton(element);
    const own = pressed ? [element.value, attribute(element, "alt")] : isField(element) ? [] : [element.innerText];
    const told = [attribute(element, "placeholder"), attribute(element, "title")];
    const all = [referred.join(" "), attribute(element, "aria-label"), labels.join(" "), ...own, ...told];
    return all.map(clip).filter((name) => name !== "");
  };

  const same = (text) => clip(text).toLowerCase().replace(/\s*[*:]+$/, "");
  const suits = {
    fill: (element) => isField(element) && !["checkbox", "radio"].includes(kind(element)),
    click: () => true,
    see: () => true,
  };

  // The first visible element that a target means; of names, one that is equal before one that contains.
  const find = (target, scene) => {
    if (target.css !== undefined) {
      const found = scene.roots.flatMap((root) => [...root.querySelectorAll(target.css)]);
      return found.find(isVisible);
    }
    const wanted = same(target.name);
    const known = (element) =>
      target.role !== undefined
        ? role(element) === target.role
        : isButton(element) || isField(element) || ["link", "tab", "menuitem", "option", "switch"].includes(role(element));
    const named = scene.all
      .filter((element) => known(element) && suits[target.for](element))
      .map((element) => ({ element, names: names(element).map(same) }));
    const first = (test) => named.find((one) => one.names.some(test) && isVisible(one.element))?.element;
    return first((name) => name === wanted) ?? first((name) => name.includes(wanted));
  };

  const look = () => {
    const scene = elements();
    const kept = (globalThis.tokenspecElements = []);
    const keep = (element) => kept.push(element) - 1;
    const forms = scene.all.filter((element) => tag(element) === "form");
    const controls = scene.all.filter((element) => (isButton(element) || isField(element)) && isVisible(element));
    const control = (element) => ({
      element: keep(element),
      form: forms.indexOf(element.form ?? element.closest("form")),
      tag: isButton(element) ? "button" : tag(element),
      type: kind(element),
      name: clip(attribute(element, "name")),
      value: isButton(element) || ["checkbox", "radio"].includes(kind(element)) ? clip(attribute(element, "value")) : "",
      label: names(element)[0] ?? "",
      hints: clip(`${attribute(element, "id")} ${attribute(element, "class")} ${attribute(element, "autocomplete")}`),
      autocomplete: clip(attribute(element, "autocomplete")).toLowerCase(),
      checked: element.checked === true || attribute(element, "aria-checked") === "true",
      disabled: element.disabled === true || attribute(element, "aria-disabled") === "true" || element.readOnly === true,
      required: element.required === true,
      filled: isField(element) && Boolean(element.value),
    });
    let problem = "";
    const found = request.targets.map((target) => {
      try {
        const element = find(target, scene);
        return element ? keep(element) : null;
      } catch (error) {
        problem = clip(error.message);
        return null;
      }
    });
    const headings = scene.all.filter((element) => /^h[1-6]$/.test(tag(element)) || role(element) === "alert");
    const said = (element) => ({
      action: element.hasAttribute("action") ? attribute(element, "action").slice(0, 2000) : null,
      method: attribute(element, "method").toLowerCase(),
      hints: clip(["id", "name", "class", "role"].map((name) => attribute(element, name)).join(" ")),
      text: clip(element.innerText),
    });
    return {
      document: (globalThis.tokenspecDocument ??= Math.random()),
      ready: document.readyState === "complete",
      url: location.href.slice(0, 4000),
      base: document.baseURI.slice(0, 4000),
      title: clip(document.title),
      text: clip(document.body?.innerText),
      length: document.body?.innerText.length ?? 0,
      headings: headings.filter(isVisible).slice(0, MOST.headings).map((heading) => clip(heading.innerText)),
      forms: forms.slice(0, 50).map(said),
      controls: controls.slice(0, MOST.controls).map(control),
      found,
      problem,
    };
  };

  // Makes the field ready for typing: focused, what is in it selected.
  const focus = (element, value) => {
    element.scrollIntoView({ block: "center" });
    element.focus();
    if (tag(element) === "select") {
      const entry = [...element.options].find((option) => option.value === value || same(option.text) === same(value));
      if (!entry) return "no such entry";
      element.value = entry.value;
      tell(element);
      return "filled";
    }
    element.select?.();
    return "focused";
  };
  const tell = (element) => {
    element.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true, inputType: "insertText" }));
    element.dispatchEvent(new Event("change", { bubbles: true }));
  };
  // After typing: a field that did not take it is set.
  const settle = (element, value) => {
    if (!("value" in element) || element.value === value) return "filled";
    const prototype = tag(element) === "textarea" ? HTMLTextAreaElement.prototype : HTMLInputElement.prototype;
    Object.getOwnPropertyDescriptor(prototype, "value").set.call(element, value);
    tell(element);
    return element.value === value ? "filled" : "not taken";
  };
  const click = (element) => {
    if (element.disabled) return "disabled";
    element.scrollIntoView({ block: "center" });
    element.focus?.();
    element.click();
    return "clicked";
  };

  // Before a screenshot: no secret stays to be seen.
  const hide = () => {
    const secrets = request.secrets.filter((secret) => secret !== "");
    const hidden = (text) => secrets.reduce((rest, secret) => rest.split(secret).join("\u2022\u2022\u2022\u2022"), text);
    const { all, roots } = elements();
    for (const element of all) {
      if ("value" in element && typeof element.value === "string" && hidden(element.value) !== element.value) {
        if (isField(element)) element.value = "";
      }
    }
    for (const root of roots) {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const text = walker.currentNode.data;
        if (hidden(text) !== text) walker.currentNode.data = hidden(text);
      }
    }
    return "hidden";
  };

  if (request.do === "look") return look();
  if (request.do === "hide") return hide();
  const element = globalThis.tokenspecElements?.[request.element];
  if (!element?.isConnected) return "gone";
  if (request.do === "focus") return focus(element, request.value);
  if (request.do === "settle") return settle(element, request.value);
  if (request.do === "submit") return element.form ? (element.form.requestSubmit(), "clicked") : "no form";
  return click(element);
}
