// What runs: cycles and their models, sources, troubles, and how each table is made.
import {h, set, state} from "./store.js";
import {get} from "./api.js";
import {bars, ranks} from "./charts.js";
import {Age, Made, Missing, Panel, Table, Trouble, Wide, aged, catalog, define, loaded, report} from "./ui.js";
import {age, count, plural, time} from "./words.js";

// The schema is a part of its own: where it does not come, the cycles are shown all the same.
async function load() {
  const held = state.page.key === "pipeline" ? state.page.data?.schema : null;
  const [cycles, schema] = await Promise.all([get("/cycles"), report("/schema", held).catch(problem => ({problem, failed: true}))]);
  return schema.failed ? {...cycles, schemaProblem: schema.problem, problem: schema.problem} : {...cycles, schema};
}

export function Pipeline() {
  const page = loaded("pipeline", load, 2_000);
  const {tables, problem} = catalog();
  if (!page.data) return h("div", null, h(Trouble, {problem: page.problem}), page.problem ? null : h("p", {class: "quiet"}, "Loading…"));
  const {pipeline, fresh, schema, schemaProblem} = page.data;
  const cycles = pipeline.cycles;
  const last = cycles[0];
  const before = cycles.filter(one => one.earlierProcess);
  const oldestFirst = [...cycles].reverse();
  return h("div", {class: aged("pipeline")},
    h("div", {class: "headline"},
      h("p", {class: "first"}, pipeline.troubles.length ? `▲ ${plural(pipeline.troubles.length, "thing does", "things do")} not work.` : `The pipeline is ${pipeline.phase}; gold is ${pipeline.behindMillis < 100 ? "up to date" : age(Math.round(pipeline.behindMillis / 1000)) + " behind"}.`),
      last ? h("p", {class: "second"}, `${last.earlierProcess ? "Before this process started, cycle" : "Cycle"} ${last.manifest} took ${count(last.tookMillis)} ms for ${plural(last.rows, "row", "rows")}; the warehouse shows cycle ${fresh.version}.`) : null,
      h(Age)),
    pipeline.troubles.map(trouble => h("div", {class: "problem", key: trouble.what}, h("b", null, trouble.what), h("br"), `Since ${time(trouble.since)}. ${trouble.safe} `, h("b", null, trouble.fix))),
    h("div", {class: "panels"},
      !cycles.length ? h(Panel, {title: "Cycles", note: "None is known: the next row that arrives begins one."}) :
      h(Panel, {title: `${cycles.length > 1 ? `Last ${cycles.length} cycles` : "Last cycle"}, ms`,
        note: before.length ? `${count(before.length)} of them, drawn paler, ran before this process started: the time in between, when none ran, is in no bar.` : null,
        table: {columns: ["cycle", "ended", "ms", "rows", "models", "process"], rows: cycles.map(one => [one.manifest, one.ended, one.tookMillis, one.rows, Object.keys(one.models).length, processOf(one)])}},
        bars({label: "Duration of the last cycles", labels: oldestFirst.map(one => String(one.manifest)), up: oldestFirst.map(one => one.tookMillis), pale: oldestFirst.map(one => Boolean(one.earlierProcess))})),
      cycles.length ? h(Panel, {title: "Slowest models, average ms a cycle"}, ranks(averages(cycles).slice(0, 12))) : null,
      !pipeline.streams.length ? h(Panel, {title: "Sources", note: "This process reads none: no Kafka and no inbox."}) :
      h(Panel, {title: "Sources"}, h(Table, {columns: ["source", "rows", "rows a second", "waiting", "last record"],
        rows: pipeline.streams.map(one => [one.name, one.rows, Math.round(one.rate * 10) / 10, one.lag, one.lastRecord])})),
      h(Written, {rows: pipeline.written}),
      h(Failures, {failures: pipeline.failures}),
      h(Schema, {schema, problem: schemaProblem}),
      problem ? h(Missing, {title: "Lineage", problem}) : tables ? h(Lineage, {catalog: state.catalog}) : null));
}

const processOf = one => one.earlierProcess ? `an earlier one, from ${time(one.earlierProcess)}` : "this one";

function averages(cycles) {
  const sums = new Map();
  for (const cycle of cycles) for (const [table, millis] of Object.entries(cycle.models)) sums.set(table, (sums.get(table) ?? 0) + millis);
  return [...sums].map(([name, sum]) => ({name, value: sum / cycles.length, text: (sum / cycles.length).toFixed(0)})).sort((a, b) => b.value - a.value);
}

// How much each model wrote.
function Written({rows}) {
  if (!rows?.length) return h(Panel, {title: "Rows written", note: "None since this process started."});
  const table = {columns: ["table", "last cycle", "added", "removed", "added since the start", "removed since the start"],
    rows: rows.map(one => [one.table, one.manifest, one.added, one.removed, one.addedInAll, one.removedInAll])};
  const most = [...rows].sort((a, b) => b.addedInAll - a.addedInAll).slice(0, 12);
  return h(Panel, {title: "Rows written since the start", wide: true, table,
    note: "Rows that are new or changed, by the model that wrote them; the table also has what is gone or was replaced, and what the last cycle wrote that ran the model. Replays and rebuilds are not counted."},
    ranks(most.map(one => ({name: one.table, value: one.addedInAll, text: count(one.addedInAll)}))));
}

// What did not work, and until when.
function Failures({failures}) {
  if (!failures?.length) return h(Panel, {title: "What did not work", note: "Nothing that is known."});
  return h(Panel, {title: "What did not work", wide: true, note: "The newest first, up to 50, those of earlier processes of this home among them. The log in the home has them all."},
    h(Table, {columns: ["since", "until", "kind", "where", "what", "process"],
      rows: failures.map(one => [one.since, one.until ?? (one.earlierProcess ? "the process ended first" : "▲ goes on"), one.kind, one.subject, one.what, processOf(one)])}));
}

// Attributes that nobody knew, and what became of tables.
function Schema({schema, problem}) {
  const found = schema?.report;
  return h(Panel, {title: "Schema", wide: true, note: "Attributes that no contract knew when they first came: each has a column of its own, masked for everyone while it is unclassified. Below, what changed in tables."},
    h(Made, {report: schema, problem, what: "schema"}),
    !found ? null : h("div", {class: "schema"}, found.attributes.length ? h(Table, {caption: "Attributes", columns: ["topic", "attribute", "table", "column", "type", "class", "first seen"],
      rows: found.attributes.map(one => [one.topic, one.attribute, one.table, one.column, one.type, one.classification, one.firstSeen]), max: 500}) : h("p", null, "No such attribute came."),
      found.changes.length ? h(Table, {caption: "Changes of tables, the newest first", columns: ["table", "version", "changed", "change"],
      rows: found.changes.map(one => [one.table, one.version, one.at, one.change])}) : h("p", null, "No table's columns changed.")));
}

// So many boxes stand above each other at most: longer columns go on beside themselves.
const TALLEST = 18;

// What is made from what: a column for each step away from topics and files, each box about level with what it is made from; a table that is chosen
// shows its own lines only.
function Lineage({catalog}) {
  const nodes = new Map();
  const add = (name, inputs) => nodes.set(name, {name, inputs});
  for (const table of catalog.tables) add(table.table, table.inputs);
  for (const table of catalog.tables) for (const input of table.inputs) if (!nodes.has(input)) add(input, []);
  for (const {table, source} of catalog.sources ?? []) {
    if (!nodes.has(table)) continue;
    add(source, []);
    nodes.get(table).inputs = [source];
  }
  for (const kpi of catalog.kpis) add("kpi." + kpi.name, kpi.source.split(/,\s*/).filter(name => nodes.has(name)));
  const depth = new Map();
  const level = name => {
    if (!depth.has(name)) {
      depth.set(name, 0);
      const inputs = nodes.get(name).inputs.map(level);
      depth.set(name, inputs.length ? Math.max(...inputs) + 1 : 0);
    }
    return depth.get(name);
  };
  const most = Math.max(...[...nodes.keys()].map(level));
  const steps = Array.from({length: most + 1}, () => []);
  for (const name of [...nodes.keys()].sort()) steps[name.startsWith("kpi.") ? most : level(name)].push(name);
  const chosen = state.chosen && nodes.has(state.chosen) ? related(nodes, state.chosen) : null;
  const wide = 196, high = 30;
  const rows = Math.min(TALLEST, Math.max(...steps.map(names => names.length)));
  const height = rows * high + 10;
  const at = new Map();
  let width = 0;
  for (const names of steps) {
    const levels = new Map(names.map(name => [name, middle(nodes.get(name).inputs.map(input => at.get(input)?.[1] ?? 0))]));
    names.sort((one, other) => levels.get(one) - levels.get(other));
    const parts = Math.ceil(names.length / TALLEST), size = Math.ceil(names.length / parts);
    names.forEach((name, i) => {
      const part = Math.floor(i / size), above = (rows - Math.min(size, names.length - part * size)) / 2;
      at.set(name, [width + part * wide + 4, (above + i % size) * high + 4]);
    });
    width += parts * wide;
  }
  const choose = name => set({chosen: state.chosen === name ? null : name});
  const press = (event, name) => {
    choose(name);
    if (name.startsWith("kpi.")) define(event, {kpi: name.slice("kpi.".length)});
  };
  const key = (event, name) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      press(event, name);
    }
  };
  const links = [...nodes.values()].flatMap(node => node.inputs.map(input => [input, node.name]));
  return h(Panel, {title: "Lineage", wide: true, note: "From what arrived to what is shown. Choose a table to see what it is made from and what is made of it; a KPI opens its definition, too.",
    table: {columns: ["table", "made from"], rows: [...nodes.values()].map(node => [node.name, node.inputs.join(", ") || null])}},
    h(Wide, {name: "Lineage"}, h("svg", {class: "lineage", viewBox: `0 0 ${width} ${height}`, width, height, role: "group", "aria-label": "Lineage of tables; the table below says the same"},
      links.map(([from, to]) => {
        const [x1, y1] = at.get(from), [x2, y2] = at.get(to);
        const lit = chosen && chosen.has(from) && chosen.has(to);
        return h("path", {key: from + to, class: lit ? "lit" : chosen ? "dim" : "", d: `M${x1 + wide - 30} ${y1 + 12} C${x1 + wide - 8} ${y1 + 12} ${x2 - 20} ${y2 + 12} ${x2} ${y2 + 12}`});
      }),
      [...at].map(([name, [x, y]]) => h("g", {key: name, class: "node " + name.split(/[.:]/)[0] + (chosen && !chosen.has(name) ? " dim" : ""), tabindex: 0, role: "button", "aria-label": name, "aria-pressed": String(state.chosen === name), onClick: event => press(event, name), onKeyDown: event => key(event, name)},
        h("rect", {x, y, width: wide - 30, height: 24, rx: 3}), h("text", {x: x + 6, y: y + 16}, name.length > 24 ? name.slice(0, 23) + "…" : name), h("title", null, name))))));
}

function middle(numbers) {
  return numbers.length ? numbers.reduce((sum, one) => sum + one, 0) / numbers.length : 0;
}

function related(nodes, name) {
  const found = new Set();
  const up = one => { if (!found.has("u" + one)) { found.add("u" + one); nodes.get(one).inputs.forEach(up); } };
  const down = one => { if (!found.has("d" + one)) { found.add("d" + one); for (const node of nodes.values()) if (node.inputs.includes(one)) down(node.name); } };
  up(name);
  down(name);
  return new Set([...found].map(one => one.slice(1)));
}
