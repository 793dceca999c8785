//! HTML text → [`PageModel`], in time and memory that a hostile page cannot blow up.

use std::collections::HashMap;

use scraper::{ElementRef, Html, Selector};

use super::page::{Control, Entry, FormModel, Kind, PageModel, Role, Selectors, kind};
use super::tame::tame;

const MAX_TEXT: usize = 2000;
/// Seconds after which a page that refreshes itself is not a redirect any more.
const MAX_REFRESH: u32 = 10;

/// Reads a page; `noscript` content is read when the page has no form without it.
pub(super) fn page(html: &str, selectors: &Selectors) -> Result<PageModel, String> {
    let selectors = selectors.compile()?;
    let model = document(html, &selectors)?;
    if !model.forms.is_empty() || model.noscript.is_empty() {
        return Ok(model);
    }
    let inner = document(&model.noscript, &selectors)?;
    Ok(PageModel { forms: inner.forms, refresh: model.refresh.or(inner.refresh), ..model })
}

fn document(html: &str, selectors: &[(Role, Selector)]) -> Result<PageModel, String> {
    let html = Html::parse_document(&tame(html)?);
    let mut roles: HashMap<_, Vec<Role>> = HashMap::new();
    for (role, selector) in selectors {
        for element in html.select(selector) {
            roles.entry(element.id()).or_default().push(*role);
        }
    }
    let mut reader = Reader::default();
    let mut contexts: HashMap<_, Context> = HashMap::new();
    for node in html.tree.root().descendants() {
        // Document order: a parent comes before its children.
        let inherited = node.parent().and_then(|parent| contexts.get(&parent.id()).copied()).unwrap_or_default();
        if let Some(element) = ElementRef::wrap(node) {
            let roles = roles.get(&node.id()).map(Vec::as_slice).unwrap_or_default();
            contexts.insert(node.id(), reader.tag(element, roles, inherited));
        } else if let Some(text) = node.value().as_text() {
            reader.text(text, inherited);
        } else {
            contexts.insert(node.id(), inherited);
        }
    }
    Ok(reader.assemble())
}

/// What an element's descendants inherit.
#[derive(Debug, Clone, Copy, Default)]
struct Context {
    form: Option<usize>,
    label: Option<usize>,
    control: Option<usize>,
    sink: Sink,
    disabled: bool,
    /// Within an element that a selector for a form points at.
    login: bool,
    consent: bool,
}

/// Where text goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Sink {
    #[default]
    Body,
    Title,
    Button,
    TextArea,
    Entry,
    NoScript,
    Nowhere,
}

#[derive(Debug, Default)]
struct Label {
    target: Option<String>,
    text: String,
}

struct Found {
    control: Control,
    form: Option<usize>,
    form_id: Option<String>,
    id: Option<String>,
    labels: Vec<usize>,
    position: usize,
}

/// One pass over the tree in document order.
#[derive(Default)]
struct Reader {
    page: PageModel,
    form_ids: Vec<Option<String>>,
    labels: Vec<Label>,
    controls: Vec<Found>,
}

impl Reader {
    fn tag(&mut self, element: ElementRef<'_>, roles: &[Role], context: Context) -> Context {
        let mut context = context;
        context.login |= roles.contains(&Role::LoginForm);
        context.consent |= roles.contains(&Role::ConsentForm);
        let attr = |name: &str| element.attr(name);
        match element.value().name() {
            "title" if self.page.title.is_empty() => context.sink = Sink::Title,
            "base" if self.page.base.is_none() => self.page.base = attr("href").map(str::to_owned),
            "meta" => self.meta(element),
            "script" => {
                self.page.scripts += 1;
                context.sink = Sink::Nowhere;
            }
            "style" | "template" => context.sink = Sink::Nowhere,
            "noscript" => context.sink = Sink::NoScript,
            "fieldset" => context.disabled |= attr("disabled").is_some(),
            "form" if context.sink != Sink::Nowhere => context.form = Some(self.form(element, context)),
            "label" => {
                self.labels.push(Label { target: attr("for").map(str::to_owned), text: String::new() });
                context.label = Some(self.labels.len() - 1);
            }
            "option" => self.option(element, &mut context),
            name @ ("input" | "button" | "select" | "textarea") if context.sink != Sink::Nowhere => {
                self.control(name, element, roles, &mut context);
            }
            _ => {}
        }
        context
    }

    fn meta(&mut self, element: ElementRef<'_>) {
        let refresh = element.attr("http-equiv").is_some_and(|v| v.eq_ignore_ascii_case("refresh"));
        if refresh && self.page.refresh.is_none() {
            self.page.refresh = element.attr("content").and_then(refresh_target);
        }
    }

    fn form(&mut self, element: ElementRef<'_>, context: Context) -> usize {
        let attr = |name: &str| element.attr(name).unwrap_or_default();
        let mut roles = Vec::new();
        roles.extend(context.login.then_some(Role::LoginForm));
        roles.extend(context.consent.then_some(Role::ConsentForm));
        self.page.forms.push(FormModel {
            action: element.attr("action").map(str::to_owned),
            method: attr("method").to_ascii_lowercase(),
            enctype: attr("enctype").to_ascii_lowercase(),
            hints: format!("{} {} {} {}", attr("id"), attr("name"), attr("class"), attr("role")),
            text: String::new(),
            controls: Vec::new(),
            roles,
        });
        self.form_ids.push(element.attr("id").map(str::to_owned));
        self.page.forms.len() - 1
    }

    fn option(&mut self, element: ElementRef<'_>, context: &mut Context) {
        let Some(select) = context.control.and_then(|index| self.controls.get_mut(index)) else { return };
        select.control.entries.push(Entry {
            value: element.attr("value").map(str::to_owned),
            text: String::new(),
            selected: element.attr("selected").is_some(),
            disabled: element.attr("disabled").is_some(),
        });
        context.sink = Sink::Entry;
    }

    fn control(&mut self, tag: &str, element: ElementRef<'_>, roles: &[Role], context: &mut Context) {
        let attr = |name: &str| element.attr(name).unwrap_or_default();
        let input_type = attr("type").trim().to_ascii_lowercase();
        let Some(kind) = kind(tag, &input_type) else {
            // What stands on a button that only scripts can press is nothing to submit.
            context.sink = Sink::Body;
            return;
        };
        let owned = |name: &str| element.attr(name).map(str::to_owned);
        // An input's value is what stands on it when it is a button.
        let face = if (tag, kind) == ("input", Kind::Submit) { attr("value") } else { "" };
        let label = [face, attr("aria-label"), attr("placeholder"), attr("title"), attr("alt")].join(" ");
        let control = Control {
            kind,
            input_type,
            name: attr("name").to_owned(),
            value: attr("value").to_owned(),
            label: label.trim().to_owned(),
            hints: format!("{} {}", attr("id"), attr("class")),
            autocomplete: attr("autocomplete").to_ascii_lowercase(),
            checked: element.attr("checked").is_some(),
            disabled: context.disabled || element.attr("disabled").is_some(),
            required: element.attr("required").is_some() || attr("aria-required") == "true",
            multiple: element.attr("multiple").is_some(),
            entries: Vec::new(),
            form_action: owned("formaction"),
            form_method: owned("formmethod"),
            form_enctype: owned("formenctype"),
            roles: roles.to_vec(),
        };
        let labels = context.label.into_iter().collect();
        let found = Found {
            control,
            form: context.form,
            form_id: owned("form"),
            id: owned("id"),
            labels,
            position: self.page.forms.len(),
        };
        self.controls.push(found);
        context.control = Some(self.controls.len() - 1);
        context.sink = match tag {
            "button" => Sink::Button,
            "textarea" => Sink::TextArea,
            "select" => Sink::Nowhere,
            _ => context.sink,
        };
    }

    fn text(&mut self, text: &str, context: Context) {
        let control = context.control.and_then(|index| self.controls.get_mut(index)).map(|found| &mut found.control);
        match (context.sink, control) {
            (Sink::Title, _) => append(&mut self.page.title, text),
            (Sink::NoScript, _) => self.page.noscript.push_str(text),
            (Sink::Button, Some(button)) => append(&mut button.label, text),
            (Sink::TextArea, Some(area)) => area.value.push_str(text),
            (Sink::Entry, Some(select)) => {
                if let Some(entry) = select.entries.last_mut() {
                    append(&mut entry.text, text);
                }
            }
            (Sink::Body, _) => {
                append(&mut self.page.text, text);
                if let Some(form) = context.form.and_then(|index| self.page.forms.get_mut(index)) {
                    append(&mut form.text, text);
                }
                if let Some(label) = context.label.and_then(|index| self.labels.get_mut(index)) {
                    append(&mut label.text, text);
                }
            }
            _ => {}
        }
    }

    /// Gives each control its form and its labels.
    fn assemble(mut self) -> PageModel {
        let mut by_target: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, label) in self.labels.iter().enumerate() {
            if let Some(target) = &label.target {
                by_target.entry(target).or_default().push(index);
            }
        }
        for found in &mut self.controls {
            // The first control that has the id (HTML, "labeled control"), for there may be thousands of either.
            found.labels.extend(found.id.as_deref().and_then(|id| by_target.remove(id)).into_iter().flatten());
        }
        let mut owned = vec![false; self.page.forms.len()];
        for form in self.controls.iter().filter_map(|found| found.form) {
            owned[form] = true; // `form` is an index into the page's forms, made in `form()`
        }
        for mut found in self.controls {
            for label in found.labels {
                append(&mut found.control.label, &self.labels[label].text); // an index made in `tag()`
            }
            let by_id = found.form_id.map(|id| self.form_ids.iter().position(|form| form.as_deref() == Some(&id)));
            // The parser moves a form's content out of it where tables are not well-formed; browsers still know whose
            // it was. An empty form before the control is the one.
            let before = || found.position.checked_sub(1).filter(|&form| !owned[form]);
            let form = by_id.unwrap_or_else(|| found.form.or_else(before));
            if let Some(form) = form.and_then(|index| self.page.forms.get_mut(index)) {
                form.controls.push(found.control);
            }
        }
        self.page
    }
}

/// The URL of a refresh that happens soon; a page that only reloads itself has none.
fn refresh_target(content: &str) -> Option<String> {
    let (delay, rest) = content.split_once([';', ','])?;
    let soon = delay.trim().split('.').next().unwrap_or_default().parse::<u32>().is_ok_and(|seconds| seconds <= MAX_REFRESH);
    let rest = rest.trim();
    let target = match rest.get(..3) {
        Some(url) if url.eq_ignore_ascii_case("url") => rest[3..].trim_start().strip_prefix('=')?.trim(),
        _ => rest,
    };
    let target = target.trim_matches(['"', '\'']).trim();
    (soon && !target.is_empty()).then(|| target.to_owned())
}

/// Appends a text with its white space collapsed, up to a limit.
fn append(to: &mut String, text: &str) {
    for word in text.split_whitespace() {
        if to.len() + word.len() > MAX_TEXT {
            return;
        }
        if !to.is_empty() {
            to.push(' ');
        }
        to.push_str(word);
    }
}
