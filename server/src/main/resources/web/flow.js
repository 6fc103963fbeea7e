// How patients move: from where to where, how long each step takes, who stays too long, and of whom nothing is heard.
import {address, h} from "./store.js";
import {get} from "./api.js";
import {sankey} from "./charts.js";
import {A, Age, Figure, Hospitals, Panel, Scope, Table, Trouble, Wide, aged, loaded, objects} from "./ui.js";
import {count, ofHours, plural, span, time, wardAt} from "./words.js";

// What is told by each KPI, where only some count the viewer's scope alone.
const TOLD = {flow_between_departments: "moves", waits_by_step: "waits", overstay: "who stays long", not_heard_of: "who was not heard of"};
const KPIS = Object.keys(TOLD);
const ENDS = ["arrival", "discharge", "another hospital", "another ward"];
const SLOWEST = 8;

async function fetchAll(asof) {
  const [{departments}, ...answers] = await Promise.all([get("/departments", {asof}), ...KPIS.map(name => get(`/kpis/${name}/rows`, {asof}))]);
  return {
    names: new Map(departments.map(department => [department.hospitalId, department.hospital])),
    ...Object.fromEntries(KPIS.map((name, i) => [name, {rows: objects(answers[i]), counted: answers[i].counted, parameters: answers[i].parameters ?? {}}])),
  };
}

// Each move once: as its department of departure tells it, or the one of arrival where the other end is none of these.
function moves(rows) {
  const sums = new Map();
  for (const row of rows) {
    if (row.direction === "in" && !ENDS.includes(row.other)) continue;
    const [from, to] = row.direction === "in" ? [row.other, row.department] : [row.department, row.other];
    const key = from + "→" + to;
    sums.set(key, {from, to, moves: (sums.get(key)?.moves ?? 0) + row.moves});
  }
  return [...sums.values()].sort((a, b) => b.moves - a.moves);
}

export function Flow() {
  const asof = address().get("asof");
  const page = loaded("flow " + asof, () => fetchAll(asof));
  if (!page.data) return h("div", null, h(Trouble, {problem: page.problem}), page.problem ? null : h("p", {class: "quiet"}, "Loading…"));
  const hospital = address().get("hospital");
  const name = id => page.data.names.get(id) ?? "Hospital " + id;
  const here = kpi => page.data[kpi].rows.filter(row => !hospital || row.hospital_id === hospital);
  const edges = moves(here("flow_between_departments"));
  const last = kpi => ofHours(page.data[kpi].parameters.flow_hours);
  const ofScope = kpi => page.data[kpi].counted === "scope";
  const scoped = KPIS.filter(ofScope);
  const ids = [...new Set(KPIS.flatMap(kpi => page.data[kpi].rows.map(row => row.hospital_id)))];
  // Of all hospitals a move between two is told by both: in a sum it counts where it began.
  const counted = hospital || ofScope("flow_between_departments") ? edges : edges.filter(edge => edge.from !== "another hospital");
  return h("div", {class: aged("flow")},
    h(Headline, {edges: counted, last: last("flow_between_departments"), silent: here("not_heard_of"), over: here("overstay"), nobody: nobody(ofScope("overstay")), name}),
    h(Hospitals, {hospitals: ids.map(id => [id, name(id)]), hospital}),
    h(Scope, {of: scoped.length === KPIS.length || scoped.map(kpi => TOLD[kpi])}),
    h("div", {class: "panels"},
      h(Panel, {title: `From where to where, last ${last("flow_between_departments")}`, kpi: "flow_between_departments", hospital, wide: true,
        note: "Left: where patients were. Right: where they went. The wider, the more of them.",
        table: {columns: ["from", "to", "moves"], rows: edges.map(edge => [edge.from, edge.to, edge.moves])}},
        h(Wide, {name: "Moves between departments"}, sankey(edges, `Moves between departments in ${last("flow_between_departments")}: ${edges.slice(0, 3).map(edge => `${edge.moves} from ${edge.from} to ${edge.to}`).join(", ")}; the table below has all`))),
      h(Steps, {ofScope: ofScope("waits_by_step"), last: last("waits_by_step"), rows: here("waits_by_step"), hospital, name}),
      h(Overstays, {ofScope: ofScope("overstay"), parameters: page.data.overstay.parameters, rows: here("overstay").filter(row => row.overstays), hospital, name}),
      h(Silent, {ofScope: ofScope("not_heard_of"), parameters: page.data.not_heard_of.parameters, rows: here("not_heard_of"), hospital, name})));
}

// Of those whom the viewer may not see nothing is said.
const nobody = ofScope => ofScope ? "Nobody whom you may see" : "Nobody";

function Headline({edges, last, silent, over, nobody, name}) {
  const sum = (from, test) => from.filter(test).reduce((total, edge) => total + edge.moves, 0);
  const came = sum(edges, edge => edge.from === "arrival"), left = sum(edges, edge => edge.to === "discharge");
  const between = edges.filter(edge => edge.from !== "arrival" && edge.to !== "discharge");
  const longest = [...over].sort((a, b) => b.overstays - a.overstays)[0];
  const lost = silent.reduce((total, row) => total + row.patients, 0);
  return h("div", {class: "headline"},
    h("p", {class: "first"}, `In ${last} ${plural(came, "patient", "patients")} came, ${count(left)} left, and ${count(sum(between, () => true))} moved`
      + (between[0] ? `, most from ${between[0].from} to ${between[0].to} (${between[0].moves}).` : ".")),
    h("p", {class: "second"}, longest?.overstays ? `Most who stay long: ${name(longest.hospital_id)} ${longest.department}, ${longest.overstays} of ${longest.patients}. ` : `${nobody} stays too long. `,
      lost ? `${plural(lost, "patient was", "patients were")} not heard of for long: check.` : null),
    h(Age));
}

function place(row, name) {
  return h(A, {href: wardAt(row.hospital_id, row.department)}, `${name(row.hospital_id)} ${row.department}`);
}

function Steps({ofScope, last, rows, hospital, name}) {
  const steps = [...new Set(rows.map(row => row.step))].sort();
  return h(Panel, {title: `Waits at each step, last ${last}`, kpi: "waits_by_step", hospital, wide: true,
    note: `Of each step the ${SLOWEST} places where one in ten took longest.`,
    table: {columns: ["hospital", "department", "step", "patients", "median", "one in ten longer than", "longest"],
      rows: rows.map(row => [name(row.hospital_id), row.department, row.step.slice(2), row.patients, span(row.median_minutes), span(row.p90_minutes), span(row.longest_minutes)])}},
    steps.length === 0 ? h("p", {class: "quiet"}, `No step ${ofScope ? "that you may see " : ""}ended in this time.`) : null,
    h("div", {class: "steps"}, steps.map(step => h(Table, {key: step, caption: step.slice(2), columns: ["department", "patients", "median", "one in ten longer than"],
      rows: rows.filter(row => row.step === step).sort((a, b) => b.p90_minutes - a.p90_minutes).slice(0, SLOWEST)
        .map(row => [place(row, name), row.patients, span(row.median_minutes), span(row.p90_minutes)])}))));
}

function Overstays({ofScope, rows, hospital, name, parameters}) {
  return h(Panel, {title: "Who stays long", kpi: "overstay", hospital, note: `In a bed, and the visit began more than ${ofHours(parameters.overstay_hours)} ago.`},
    rows.length ? h(Table, {columns: ["department", "of patients", "long", "longest"],
      rows: [...rows].sort((a, b) => b.overstays - a.overstays).map(row => [place(row, name), row.patients, row.overstays, span(row.longest_hours * 60)])})
      : h("p", {class: "quiet"}, nobody(ofScope) + "."));
}

function Silent({ofScope, rows, hospital, name, parameters}) {
  return h(Panel, {title: "Not heard of: check", kpi: "not_heard_of", hospital,
    note: `They wait, and no message came for ${ofHours(parameters.silent_wait_hours)}; or they lie in a bed, and none came for ${ofHours(parameters.silent_bed_hours)}. A discharge may be lost. They drive no urgency.`},
    rows.length ? h(Table, {columns: ["department", "waiting", "in beds", "not heard of since"],
      rows: [...rows].sort((a, b) => b.longest_minutes - a.longest_minutes).map(row => [place(row, name), row.waiting, row.in_beds, time(row.since)])})
      : h("p", {class: "quiet"}, nobody(ofScope) + "."));
}
