// What several pages are made of.
import {address, go, h, keep, set, state, target} from "./store.js";
import {download, get} from "./api.js";
import {trust} from "./live.js";
import {LEVELS, age, count, exact, past, plural, time} from "./words.js";

// A link inside the site; the address keeps the instant that is looked at.
export function A({href, children, parameters, ...rest}) {
  const follow = event => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    go(href, parameters ?? {});
    scrollTo(0, 0);
  };
  const {pathname, search, hash} = target(href, parameters ?? {});
  return h("a", {href: pathname + search + hash, onClick: follow, ...rest}, children);
}

let opener = null; // what the focus returns to

// Opens the definition of a number.
export function define(event, {kpi, hospital, department}) {
  event.stopPropagation();
  opener = event.currentTarget;
  keep({kpi, kpih: hospital ?? null, kpid: department ?? null});
}

// A number that opens its definition.
export function Figure({kpi, hospital, department, children, css = ""}) {
  return h("button", {
    type: "button", class: "figure " + css, title: "What is this number?",
    onClick: event => define(event, {kpi, hospital, department}),
  }, children);
}

export function Level({level}) {
  const {shape, word, css} = LEVELS[level];
  return h("span", {class: "level " + css}, h("span", {"aria-hidden": "true"}, shape), " ", word);
}

// These pages are of now, whatever instant the address keeps for the others.
const OF_NOW = ["/pipeline", "/audit"];

// The earlier instant that this page looks at.
export const lookedAt = () => OF_NOW.includes(address().path) ? null : address().get("asof");

// How old the numbers are, in a word that is not only a colour.
export function Age() {
  if (["/explore", "/figures", "/audit"].includes(address().path)) return null; // an answer there is of the instant that it names
  if (lookedAt()) return h("span", {class: "badge past"}, "◷ as of ", time(lookedAt()));
  if (state.signedOut) return h("span", {class: "badge age-lost"}, "○ signed out");
  if (state.paused) return h("span", {class: "badge"}, "❚❚ paused");
  const own = ownPage();
  if (own && !own.data) return h("span", {class: "badge age-lost"}, own.problem ? "○ not loaded" : "… loading");
  if (own?.data && isOld(own)) return h("span", {class: "badge age-stale"}, `○ old, of ${clock(own.at)} (${age(since(own.at))} ago)`);
  if (own?.problem) return h("span", {class: "badge age-late"}, "◐ a part is missing");
  let {word, seconds, away} = trust();
  if (own?.data && ["live", "late"].includes(word)) {
    seconds += since(own.at);
    if (seconds > LIVE) word = "late";
  }
  const text = {live: `● live, ${age(seconds)} old`, late: `◐ late, ${age(seconds)} old`, stale: `○ stale, ${age(seconds)} old`, loading: "◌ loading history",
    lost: `○ no connection for ${age(away)}`, none: `○ no connection for ${age(away)}`, waiting: "… connecting"}[word];
  return h("span", {class: "badge age-" + word}, text);
}

// Whose patients the numbers are of, where that is not all: true for each of them, else the words of those.
export function Scope({of}) {
  return of?.length || of === true ? h("p", {class: "quiet of-scope"}, of === true ? "These are the numbers of your scope." : `Of your scope alone: ${of.join(", ")}.`) : null;
}

// What may be wider than the screen: it scrolls by itself, with the keyboard too.
export function Wide({name, children}) {
  return h("div", {class: "scroll", role: "group", "aria-label": name, tabindex: 0}, children);
}

export function Table({columns, rows, caption, max = 200}) {
  const css = columns.map((_, j) => rows.some(row => typeof row[j] === "number") ? "number" : "");
  return h(Wide, {name: caption ?? "Table"}, h("table", {class: "rows"},
    caption ? h("caption", null, caption) : null,
    h("thead", null, h("tr", null, columns.map((name, j) => h("th", {scope: "col", key: j, class: css[j]}, name.replaceAll("_", " "))))),
    h("tbody", null, rows.slice(0, max).map((row, i) => h("tr", {key: i}, row.map((value, j) =>
      h("td", {key: j, class: css[j]}, cell(value))))))),
    rows.length > max ? h("p", {class: "quiet"}, `${count(rows.length - max)} more rows: take the CSV.`) : null);
}

export function cell(value) {
  if (value === null || value === undefined) return "–";
  if (typeof value === "number") return exact(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "object" && value.type) return value;
  return /^\d{4}-\d\d-\d\dT/.test(value) ? time(value) : value.length > 24 && /^[0-9a-f]+$/.test(value) ? value.slice(0, 10) + "…" : value;
}

// Which hospital to look at: pairs of id and name; note: a number of one, or of all.
export function Hospitals({hospitals, hospital, note = () => null}) {
  const all = [...new Map(hospitals)].sort((a, b) => a[0].localeCompare(b[0], "en", {numeric: true}));
  // What is filtered may be seen unfiltered, if that is more.
  if (all.length < 2 && (!hospital || all[0]?.[0] === hospital)) return null;
  return h("nav", {class: "chips", "aria-label": "Hospitals"}, [["", "All"], ...all].map(([id, name]) => h("span", {key: id, class: "choice"}, h("button", {
    type: "button", class: "chip", "aria-pressed": String((hospital ?? "") === id), onClick: () => keep({hospital: id || null}),
  }, name), note(id))));
}

// A chart with its name, the KPI behind it, and its table to unfold.
export function Panel({title, note, kpi, hospital, department, table, children, wide}) {
  return h("section", {class: "panel" + (wide ? " wide" : "")},
    h("header", null, h("h2", null, title),
      kpi ? h(Figure, {kpi, hospital, department, css: "why"}, "definition, SQL, CSV") : null),
    note ? h("p", {class: "quiet"}, note) : null,
    children,
    table ? h("details", null, h("summary", null, "as a table"), h(Table, table)) : null);
}

// The drawer with a number's definition, SQL and rows; it is a part of the address.
export function Definition() {
  const name = address().get("kpi");
  if (!name) {
    if (state.panel) queueMicrotask(back);
    state.panel = null; // the next opening loads anew
    return null;
  }
  const where = {asof: address().get("asof"), hospital: address().get("kpih"), department: address().get("kpid")};
  const key = JSON.stringify([name, where]);
  if (isDue(state.panel, key)) load(name, where, key);
  const {about, rows, problem} = state.panel;
  const close = () => keep({kpi: null, kpih: null, kpid: null});
  return h("aside", {class: "drawer", role: "dialog", "aria-label": "Definition of " + name,
    onKeyDown: event => event.key === "Escape" && close()},
    h("button", {type: "button", class: "close", onClick: close, ref: focusOnce}, "Close"),
    h("h2", null, about?.question ?? name),
    problem ? h("p", {class: "problem", role: "alert"}, "Not loaded: ", problem.message, ". ", problem.detail, " Trying again…") : null,
    about ? h("dl", null,
      h("dt", null, "Definition"), h("dd", null, about.definition),
      h("dt", null, "Unit"), h("dd", null, about.unit),
      h("dt", null, "One row is"), h("dd", null, about.grain),
      h("dt", null, "Made from"), h("dd", null, about.source),
      h("dt", null, "Owner"), h("dd", null, about.owner),
      Object.keys(about.thresholds).length ? [h("dt", null, "Thresholds"),
        h("dd", null, Object.entries(about.thresholds).map(([k, v]) => `${k.replaceAll("_", " ")} ${v}`).join(", "))] : null,
      settings(rows?.parameters ?? about.parameters)) : null,
    rows ? h("div", null,
      h("p", null, `${plural(rows.rows.length, "row", "rows")}${rows.cut ? ", and more that are cut: ask for one hospital," : ""} as of ${time(rows.asOf)}, data version ${rows.version}, `,
        rows.counted === "all" ? "of all hospitals. " : h("strong", null, "of your scope. "),
        h("a", {href: download(`/kpis/${name}/csv`, {...where, asof: rows.asOf}), download: ""}, "CSV")),
      h(Table, {columns: rows.columns, rows: rows.rows, max: 50})) : h("p", {class: "quiet"}, "Loading…"),
    about ? h("details", null, h("summary", null, "SQL"), h("pre", {tabindex: 0}, about.sql)) : null);
}

// Whole numbers that the definition names and a site may set.
function settings(parameters) {
  const named = Object.entries(parameters ?? {});
  return named.length ? [h("dt", null, "Parameters"), h("dd", null, named.map(([name, value]) => `${name} ${value}`).join(", "))] : null;
}

function back() {
  opener?.focus();
  opener = null;
}

function focusOnce(element) {
  if (element && !element.dataset.focused) {
    element.dataset.focused = "yes";
    element.focus();
  }
}

const REFRESH = 15_000;

// Rows are asked for when the drawer opens; then, each look being noted in the audit, only when the board shows another version, or the last try failed.
function isDue(panel, key) {
  if (panel?.key !== key) return true;
  if (panel.busy || past(panel.tried) < REFRESH || (state.paused && panel.rows)) return false;
  return Boolean(panel.problem) || panel.rows.version !== state.fresh?.version;
}

async function load(name, where, key) {
  const mine = state.panel = {...state.panel?.key === key ? state.panel : {key}, busy: true};
  const done = patch => mine === state.panel && set({panel: {...mine, busy: false, tried: Date.now(), ...patch}});
  try {
    const [about, rows] = await Promise.all([mine.about ?? get("/kpis/" + name), get(`/kpis/${name}/rows`, where)]);
    done({about, rows, problem: null});
  } catch (problem) {
    done({problem});
  }
}

// Loads what a page needs once, and again when the key changes or some seconds have passed. Data may name a problem of its own: a part that did not come.
export function loaded(key, fetchAll, every = 15_000) {
  if (state.page.key !== key) {
    state.page = {key, where: where(), every, data: null, at: 0, tried: 0, busy: false};
  }
  const mine = state.page;
  if (!mine.busy && past(mine.tried) > (mine.failed ? Math.min(every, REFRESH) : every) && !(state.paused && mine.data)) {
    mine.busy = true;
    const done = patch => mine === state.page && set({page: {...mine, busy: false, tried: Date.now(), ...patch}});
    fetchAll().then(data => done({data, at: Date.now(), problem: data.problem, failed: false}), problem => done({problem, failed: true}));
  }
  return state.page;
}

// A report that the process makes anew now and then beside its work; what was shown is kept until there may be another one.
export async function report(path, held) {
  if ((held?.report || held?.problem) && past(held.asked) < held.everySeconds * 1000) return held;
  const found = {...await get(path), asked: Date.now()};
  if (!found.report && !found.problem) setTimeout(soon, MAKING, state.page.key); // it is being made: look again before long
  return found;
}

const MAKING = 2_000;
const soon = key => {
  if (state.page.key === key) state.page.tried = 0;
};

// When it was made, or why it is not there.
export function Made({report, problem, what}) {
  if (problem) return h("p", {class: "problem", role: "alert"}, `The ${what} was not loaded: `, problem.message, ". ", problem.detail);
  if (!report) return null;
  if (!report.report) return report.problem ? h("p", {class: "problem"}, `The ${what} cannot be made: ${report.problem}.`) : h("p", {class: "quiet", role: "status"}, `The ${what} is being made…`);
  return [h("p", {class: "quiet"}, `Made at ${time(report.madeAt)}, at most once in ${report.everySeconds} s while somebody looks.`),
    report.problem ? h("p", {class: "problem"}, `It could not be made anew since: ${report.problem}.`) : null];
}

const where = () => address().path + " " + address().get("asof");
const since = at => Math.round(past(at) / 1000);
const clock = at => time(new Date(at).toISOString(), false);

// What this page has loaded for itself; none where it lives by the stream alone.
const ownPage = () => state.page.where === where() ? state.page : null;

// Whether the last try to load it anew failed, or none has come to an end for long, as after a sleep.
const isOld = page => Boolean(page.failed) || (!state.paused && past(page.at) > page.every + OVERDUE);

const LIVE = 30; // seconds, as the server says it of the stream
const OVERDUE = 30_000; // the patience with a request, and a little

// Said at once when a page's own requests fail, whatever the stream says.
export function oldNumbers() {
  const own = ownPage();
  return own?.data && isOld(own)
    ? {said: `These numbers are of ${clock(own.at)}: ${own.problem?.message ?? "the server does not answer"}. Trying again…`, age: `That is ${age(since(own.at))} ago.`} : null;
}

// The class of a page, grey while its numbers are not of now.
export function aged(name) {
  const isGrey = !lookedAt() && (["stale", "lost", "none", "out"].includes(trust().word) || oldNumbers());
  return isGrey ? name + " is-stale" : name;
}

// The tables and KPIs there are, once; what kept them from coming is tried again.
export function catalog() {
  if (!state.catalog || (state.catalog.problem && past(state.catalog.at) > 15_000)) {
    state.catalog = {...state.catalog, at: Date.now()};
    get("/catalog").then(found => set({catalog: found}), problem => set({catalog: {problem, at: Date.now()}}));
  }
  return state.catalog;
}

export const objects = ({columns, rows}) => rows.map(row => Object.fromEntries(columns.map((name, i) => [name, row[i]])));

// In the place of a panel whose numbers did not come.
export function Missing({title, problem}) {
  return h(Panel, {title}, h("p", {class: "problem", role: "alert"}, "Not loaded: ", problem.message, ". ", problem.detail));
}

export function Trouble({problem}) {
  return problem ? h("p", {class: "problem", role: "alert"}, problem.message, ". ", problem.detail) : null;
}
