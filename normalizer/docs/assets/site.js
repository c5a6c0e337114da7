// Search on the start page, the playground, and buttons that copy. Asks nobody but the host that serves the page.
"use strict";

const SVG = "http://www.w3.org/2000/svg";

function make(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function draw(width, height, rectangles) {
  const picture = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({ width, height, "aria-hidden": "true", focusable: "false" }))
    picture.setAttribute(key, value);
  for (const [x, y, w, h, kind] of rectangles) {
    const one = document.createElementNS(SVG, "rect");
    for (const [key, value] of Object.entries({ x, y, width: w, height: h })) one.setAttribute(key, value);
    if (kind) one.setAttribute("class", kind);
    picture.append(one);
  }
  return picture;
}

function field(label, input, kind = "") {
  return make("div", kind ? { class: kind } : {}, make("label", { for: input.id }, label), input);
}

// Search. The filters stand in the address behind #, so that they also work on pages that were opened from a disk.

function number(text) {
  return text.trim() === "" || Number.isNaN(Number(text)) ? null : Number(text);
}

function admits(limits, width, height) {
  const [minWidth, maxWidth, minHeight, maxHeight, fewest, most, step, tall, broad] = limits;
  const grid = typeof step === "number" ? step : 2; // R5.7: where the multiple is not known, even sides are left as they are
  const inside = (value, low, high) => (low === null || value >= low) && (high === null || value <= high);
  return inside(width, minWidth, maxWidth) && inside(height, minHeight, maxHeight)
    && inside(width * height, fewest, most)
    && width % grid === 0 && height % grid === 0
    && (!tall || width * tall[1] >= height * tall[0]) && (!broad || width * broad[1] <= height * broad[0]);
}

function makesSize(target, sizes, text) {
  const found = /^(\d{1,5})[xX×*](\d{1,5})$/.exec(text.trim());
  if (!found) return false;
  const [width, height] = [Number(found[1]), Number(found[2])];
  return sizes[target.sizes].includes(`${width}x${height}`) || target.limits.some((one) => admits(one, width, height));
}

function makesLength(target, seconds) {
  if (seconds === null) return false;
  if (target.seconds.includes(seconds)) return true;
  const [low, high] = target.range ?? [Infinity, -Infinity];
  return target.range !== null && (low === null || seconds >= low) && (high === null || seconds <= high);
}

const TESTS = {
  provider: (target, value) => target.provider === value,
  operation: (target, value) => target.operation === value,
  status: (target, value) => target.status === value,
  shape: (target, value) => target.shapes.includes(value),
  scale: (target, value) => target.scales.includes(value),
  size: (target, value, sizes) => makesSize(target, sizes, value),
  seconds: (target, value) => makesLength(target, number(value)),
  results: (target, value) => target.results !== null && target.results >= number(value),
  format: (target, value) => target.formats.includes(value),
};

function matching(data, state) {
  const words = (state.q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const wishes = Object.entries(state).filter(([name, value]) => name in TESTS && value !== "");
  return data.models.map((model) => (!state.media || model.media === state.media)
    && words.every((word) => model.words.includes(word))
    && model.targets.some((target) => wishes.every(([name, value]) => TESTS[name](target, value, data.sizes))));
}

function choices(data, get) {
  return [...new Set(data.models.flatMap((model) => model.targets.flatMap(get)))].sort();
}

function searchForm(data) {
  const select = (id, label, values) => field(label, make("select", { id }, make("option", { value: "" }, "any"),
    ...values.map((value) => make("option", { value }, value))));
  const input = (id, label, attributes) => field(label, make("input", { id, autocomplete: "off", ...attributes }));
  const form = make("form", { role: "search", "aria-label": "Models" },
    input("q", "Search models, makers, providers (press /)", { type: "search" }),
    select("media", "Makes", ["image", "video"]),
    select("shape", "Shape met exactly", data.shapes),
    select("scale", "Scale met exactly", data.scales),
    input("size", "Exact size", { placeholder: "1920x1080", inputmode: "text" }),
    input("seconds", "Length in seconds", { inputmode: "decimal", placeholder: "8" }),
    input("results", "Results in one call, at least", { inputmode: "numeric", placeholder: "4" }),
    select("operation", "Operation", choices(data, (target) => target.operation)),
    select("provider", "Provider", choices(data, (target) => target.provider)),
    select("format", "File type made", choices(data, (target) => target.formats)),
    select("status", "Status", ["live", "deprecated", "retired"]),
    make("button", { type: "reset" }, "Clear"));
  form.firstChild.className = "whole";
  return form;
}

function miniature(model) {
  let x = 1;
  const rectangles = model.drawn.map(([width, height]) => {
    const side = Math.sqrt(width / height);
    const [w, h] = [Math.min(18 * side, 44), Math.min(18 / side, 44)];
    x += w + 4;
    return [x - w - 4, 45 - h, w, h];
  });
  return draw(x + 1, 46, rectangles);
}

function startSearch(place, data) {
  const form = searchForm(data);
  const told = make("p", { role: "status", "aria-live": "polite" });
  const entries = [...place.querySelectorAll(":scope > ul > li")];
  place.prepend(form, told);
  entries.forEach((entry, index) => data.models[index].drawn.length && entry.append(miniature(data.models[index])));
  const inputs = [...form.elements].filter((one) => one.id);
  const state = () => Object.fromEntries(inputs.filter((one) => one.value).map((one) => [one.id, one.value]));
  const show = () => {
    const found = matching(data, state());
    entries.forEach((entry, index) => { if (entry.hidden === found[index]) entry.hidden = !found[index]; });
    told.textContent = `${found.filter(Boolean).length} of ${entries.length} models`;
  };
  const remember = (how) => {
    const text = new URLSearchParams(state()).toString();
    history[how](null, "", text ? `#${text}` : location.pathname.split("/").pop() || "./");
  };
  const restore = () => {
    const wanted = new URLSearchParams(location.hash.slice(1));
    inputs.forEach((one) => { one.value = wanted.get(one.id) ?? ""; });
    show();
  };
  form.addEventListener("input", (event) => {
    show();
    remember(event.target.tagName === "SELECT" ? "pushState" : "replaceState");
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => { show(); remember("pushState"); }));
  addEventListener("popstate", restore);
  addEventListener("hashchange", restore);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target.closest("input, textarea, select")) return;
    event.preventDefault();
    form.elements.q.focus();
  });
  restore();
}

// The playground asks the server that serves this page; without one it keeps what the page says.

const REQUEST = { prompt: "a fox in the snow", size: "1920x1080", n: 4 };
const DRAWN = 120;

function pixels(value) {
  const found = typeof value === "string" ? /^(\d{1,5})x(\d{1,5})$/.exec(value) : null;
  return found ? [Number(found[1]), Number(found[2])] : null;
}

function comparison(asked, used) {
  const both = [asked, used].filter(Boolean);
  const scale = DRAWN / Math.max(...both.flat());
  const tallest = Math.max(...both.map(([, height]) => height)) * scale;
  const at = ([width, height], kind) => [1, 1 + tallest - height * scale, width * scale, height * scale, kind];
  const said = [asked ? `asked ${asked.join("x")} (dashed)` : "", used ? `comes out ${used.join("x")}` : ""];
  return make("figure", {}, draw(DRAWN + 2, tallest + 2, [...(used ? [at(used, "")] : []), ...(asked ? [at(asked, "asked")] : [])]),
    make("figcaption", {}, said.filter(Boolean).join(", ")));
}

function answer(entry, asked) {
  const { plan, error } = entry;
  const loss = plan ? `loss ${Number(entry.loss.toPrecision(3))}` : "no plan";
  const box = make("section", { class: "answer" }, make("h2", {}, `${entry.provider} ${entry.operation}: ${loss}`));
  if (!plan) {
    box.append(make("p", {}, error?.message ?? "no plan"));
    return box;
  }
  const used = plan.expected_size ?? pixels(plan.resolved?.size);
  if (asked || used) box.append(comparison(asked, used));
  const said = [...plan.adjustments, ...plan.notes].map((one) => make("li", {}, one.message));
  box.append(said.length ? make("ul", {}, ...said) : make("p", {}, "Nothing differs from what was asked."));
  const calls = plan.calls.length === 1 ? "1 call" : `${plan.calls.length} calls, the first of which sends`;
  const steps = plan.steps.length ? `; then ${plan.steps.map((one) => one.kind).join(", ")}` : "";
  box.append(make("p", {}, `${calls}${steps}`), sample(JSON.stringify(plan.calls[0].payload, null, 2), `Payload for ${entry.provider} ${entry.operation}`));
  return box;
}

function sample(text, label) {
  return make("pre", { tabindex: "0", role: "group", "aria-label": label }, make("code", {}, text));
}

async function ask(api, asked) {
  const reply = await fetch(`${api.replace(/\/$/, "")}/rank`, {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(asked),
  });
  const told = await reply.json();
  if (!reply.ok) throw new Error(told.error?.message ?? `the server answered ${reply.status}`);
  return told.data;
}

function startPlayground(place, data, api) {
  const names = make("datalist", { id: "models" }, ...data.models.map((one) => make("option", { value: one.id })));
  const model = make("input", { id: "model", list: "models", required: "", autocomplete: "off" });
  const provider = make("select", { id: "target" });
  const request = make("textarea", { id: "request", spellcheck: "false" });
  request.value = JSON.stringify(REQUEST, null, 2);
  const told = make("p", { role: "status", "aria-live": "polite" });
  const answers = make("div");
  const form = make("form", {}, field("Model", model), field("Targets", provider), field("Request", request, "whole"),
    make("button", { type: "submit" }, "Plan it"), names);
  place.append(form, told, answers);
  const offer = () => {
    const known = data.models.find((one) => one.id === model.value);
    const there = known ? [...new Set(known.targets.map((one) => one.provider))] : [];
    provider.replaceChildren(make("option", { value: "" }, "all providers"), ...there.map((one) => make("option", { value: one }, one)));
  };
  model.addEventListener("input", offer);
  offer();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    answers.replaceChildren();
    try {
      const asked = JSON.parse(request.value);
      const found = await ask(api, { ...asked, model: model.value, ...(provider.value ? { provider: provider.value } : {}) });
      answers.replaceChildren(...found.map((entry) => answer(entry, pixels(asked.size))));
      told.textContent = `${found.length === 1 ? "1 target" : `${found.length} targets`}, the least loss first`;
    } catch (error) {
      told.textContent = error instanceof SyntaxError ? `The request is no JSON: ${error.message}` : String(error.message);
    }
  });
}

function offerCopies() {
  if (!navigator.clipboard) return;
  for (const figure of document.querySelectorAll(".sample")) {
    const button = make("button", { type: "button" }, "Copy");
    button.setAttribute("aria-label", `Copy ${figure.querySelector("figcaption").textContent}`);
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(figure.querySelector("code").textContent);
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy"; }, 2000);
    });
    figure.append(button);
  }
}

// On a phone these tables are laid out anew, and not every browser still takes them for tables then.
function keepTables() {
  const roles = { thead: "rowgroup", tbody: "rowgroup", tr: "row", td: "cell", "th[scope=col]": "columnheader", "th[scope=row]": "rowheader" };
  for (const table of document.querySelectorAll(".requests")) {
    table.setAttribute("role", "table");
    for (const [name, role] of Object.entries(roles)) for (const one of table.querySelectorAll(name)) one.setAttribute("role", role);
  }
}

const data = window.CATALOGUE;
const search = document.getElementById("search");
const playground = document.getElementById("playground");
if (search && data) startSearch(search, data);
if (playground && data && document.body.dataset.api) startPlayground(playground, data, document.body.dataset.api);
offerCopies();
keepTables();
