// What runs: cycles and their models, sources, troubles, and how each table is made.
import {h, set, state} from "./store.js";
import {get} from "./api.js";
import {bars, ranks} from "./charts.js";
import {Age, Missing, Panel, Table, Trouble, Wide, catalog, loaded} from "./ui.js";
import {age, count, plural, time} from "./words.js";

export function Pipeline() {
  const page = loaded("pipeline", () => get("/cycles"), 2_000);
  const {tables, problem} = catalog();
  if (!page.data) return h("div", null, h(Trouble, {problem: page.problem}), page.problem ? null : h("p", {class: "quiet"}, "Loading…"));
  const {pipeline, fresh} = page.data;
  const cycles = pipeline.cycles;
  const last = cycles[0];
  return h("div", {class: "pipeline"},
    h("div", {class: "headline"},
      h("p", {class: "first"}, pipeline.troubles.length ? `▲ ${plural(pipeline.troubles.length, "thing does", "things do")} not work.` : `The pipeline is ${pipeline.phase}; gold is ${pipeline.behindMillis < 100 ? "up to date" : age(Math.round(pipeline.behindMillis / 1000)) + " behind"}.`),
      last ? h("p", {class: "second"}, `Cycle ${last.manifest} took ${count(last.tookMillis)} ms for ${plural(last.rows, "row", "rows")}; the warehouse shows cycle ${fresh.version}.`) : null,
      h(Age)),
    pipeline.troubles.map(trouble => h("div", {class: "problem", key: trouble.what}, h("b", null, trouble.what), h("br"), `Since ${time(trouble.since)}. ${trouble.safe} `, h("b", null, trouble.fix))),
    h("div", {class: "panels"},
      !cycles.length ? h(Panel, {title: "Cycles", note: "None since this process started: the next row that arrives begins one."}) :
      h(Panel, {title: `${cycles.length > 1 ? `Last ${cycles.length} cycles` : "Last cycle"}, ms`, table: {columns: ["cycle", "ended", "ms", "rows", "models"], rows: cycles.map(one => [one.manifest, one.ended, one.tookMillis, one.rows, Object.keys(one.models).length])}},
        bars({label: "Duration of the last cycles", labels: [...cycles].reverse().map(one => String(one.manifest)), up: [...cycles].reverse().map(one => one.tookMillis)})),
      cycles.length ? h(Panel, {title: "Slowest models, average ms a cycle"}, ranks(averages(cycles).slice(0, 12))) : null,
      !pipeline.streams.length ? h(Panel, {title: "Sources", note: "This process reads none: no Kafka and no inbox."}) :
      h(Panel, {title: "Sources"}, h(Table, {columns: ["source", "rows", "rows a second", "waiting", "last record"],
        rows: pipeline.streams.map(one => [one.name, one.rows, Math.round(one.rate * 10) / 10, one.lag, one.lastRecord])})),
      problem ? h(Missing, {title: "Lineage", problem}) : tables ? h(Lineage, {catalog: state.catalog}) : null));
}

function averages(cycles) {
  const sums = new Map();
  for (const cycle of cycles) for (const [table, millis] of Object.entries(cycle.models)) sums.set(table, (sums.get(table) ?? 0) + millis);
  return [...sums].map(([name, sum]) => ({name, value: sum / cycles.length, text: (sum / cycles.length).toFixed(0)})).sort((a, b) => b.value - a.value);
}

// What is made from what: a column for each step away from bronze; a table that is chosen shows its own lines only.
function Lineage({catalog}) {
  const nodes = new Map();
  const add = (name, inputs) => nodes.set(name, {name, inputs});
  for (const table of catalog.tables) add(table.table, table.inputs);
  for (const table of catalog.tables) for (const input of table.inputs) if (!nodes.has(input)) add(input, []);
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
  const columns = Array.from({length: most + 1}, () => []);
  for (const name of [...nodes.keys()].sort()) columns[name.startsWith("kpi.") ? most : level(name)].push(name);
  const chosen = state.chosen && nodes.has(state.chosen) ? related(nodes, state.chosen) : null;
  const wide = 196, high = 30;
  const height = Math.max(...columns.map(names => names.length)) * high + 10;
  const at = new Map();
  columns.forEach((names, i) => names.forEach((name, j) => at.set(name, [i * wide + 4, j * high + 4])));
  const choose = name => set({chosen: state.chosen === name ? null : name});
  const key = (event, name) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      choose(name);
    }
  };
  const links = [...nodes.values()].flatMap(node => node.inputs.map(input => [input, node.name]));
  return h(Panel, {title: "Lineage", wide: true, note: "From what arrived to what is shown. Choose a table to see what it is made from and what is made of it.",
    table: {columns: ["table", "made from"], rows: [...nodes.values()].map(node => [node.name, node.inputs.join(", ") || null])}},
    h(Wide, {name: "Lineage"}, h("svg", {class: "lineage", viewBox: `0 0 ${columns.length * wide} ${height}`, width: columns.length * wide, height, role: "group", "aria-label": "Lineage of tables; the table below says the same"},
      links.map(([from, to]) => {
        const [x1, y1] = at.get(from), [x2, y2] = at.get(to);
        const lit = chosen && chosen.has(from) && chosen.has(to);
        return h("path", {key: from + to, class: lit ? "lit" : chosen ? "dim" : "", d: `M${x1 + wide - 30} ${y1 + 12} C${x1 + wide - 8} ${y1 + 12} ${x2 - 20} ${y2 + 12} ${x2} ${y2 + 12}`});
      }),
      [...at].map(([name, [x, y]]) => h("g", {key: name, class: "node " + name.split(".")[0] + (chosen && !chosen.has(name) ? " dim" : ""), tabindex: 0, role: "button", "aria-label": name, "aria-pressed": String(state.chosen === name), onClick: () => choose(name), onKeyDown: event => key(event, name)},
        h("rect", {x, y, width: wide - 30, height: 24, rx: 3}), h("text", {x: x + 6, y: y + 16}, name.length > 24 ? name.slice(0, 23) + "…" : name), h("title", null, name))))));
}

function related(nodes, name) {
  const found = new Set();
  const up = one => { if (!found.has("u" + one)) { found.add("u" + one); nodes.get(one).inputs.forEach(up); } };
  const down = one => { if (!found.has("d" + one)) { found.add("d" + one); for (const node of nodes.values()) if (node.inputs.includes(one)) down(node.name); } };
  up(name);
  down(name);
  return new Set([...found].map(one => one.slice(1)));
}
