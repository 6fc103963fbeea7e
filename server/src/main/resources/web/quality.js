// Can the numbers be trusted: what the rules found, what is in quarantine, how old the data is.
import {address, h, state} from "./store.js";
import {get} from "./api.js";
import {spark} from "./charts.js";
import {Desk} from "./desk.js";
import {Report} from "./report.js";
import {Age, Panel, Scope, Table, Trouble, Wide, aged, loaded, objects, report} from "./ui.js";
import {count, plural, time} from "./words.js";

const ACTIONS = {quarantine: "✖ quarantine", repair: "✎ repair", flag: "⚑ flag"};

// The report is of all hospitals and of now: it is asked for where somebody sees them all, and looks at now.
async function load(asof) {
  const held = state.page.key === "quality " + asof ? state.page.data?.report : null;
  const [answer, {departments}] = await Promise.all([get("/quality", {asof}), state.me.rights.includes("BOARD") ? get("/departments", {asof}) : {departments: []}]);
  const data = {...answer, names: new Map(departments.map(department => [department.hospitalId, department.hospital]))};
  if (!data.whole || asof) return data;
  return report("/quality/report", held).then(found => ({...data, report: found}), problem => ({...data, reportProblem: problem, problem}));
}

export function Quality() {
  const asof = address().get("asof");
  const page = loaded("quality " + asof, () => load(asof));
  if (!page.data) return h("div", null, h(Trouble, {problem: page.problem}), page.problem ? null : h("p", {class: "quiet"}, "Loading…"));
  const {findings, quarantine, rules, streams, days, asOf} = page.data;
  const found = objects(findings);
  const rejected = objects(quarantine);
  const dates = Array.from({length: days}, (_, i) => new Date(Date.parse(asOf.slice(0, 10)) - (days - 1 - i) * 86_400_000).toISOString().slice(0, 10));
  const byRule = summarise(found, dates);
  const total = byRule.reduce((sum, rule) => sum + rule.total, 0);
  const today = byRule.reduce((sum, rule) => sum + rule.today, 0);
  const hospitals = sums(found, "hospital_id").map(([id, findings]) => [page.data.names.get(id) ?? id, findings]);
  return h("div", {class: aged("quality")},
    h("div", {class: "headline"},
      h("p", {class: "first"}, `${plural(rejected.reduce((sum, row) => sum + row.total, 0), "message is", "messages are")} in quarantine, ${count(rejected.reduce((sum, row) => sum + row.last_day, 0))} of the last day.`),
      h("p", {class: "second"}, `${findings.cut ? "More than " : ""}${plural(total, "finding", "findings")} in ${days} days, ${count(today)} today; most by ${byRule[0]?.rule.replaceAll("_", " ") ?? "no rule"}. Rejected messages take part in no number on the board; flagged ones do.`),
      h(Age)),
    h(Scope, {of: page.data.counted === "scope"}),
    h("div", {class: "panels"},
      h(Panel, {title: "Rules", wide: true, kpi: "findings_by_rule", table: findings},
        h(Wide, {name: "Rules"}, h("table", {class: "rows rules"},
          h("thead", null, h("tr", null, ["rule", "what happens", "today", `${days} days`, "day by day", "why"].map(text => h("th", {scope: "col", key: text}, text)))),
          h("tbody", null, byRule.map(rule => h("tr", {key: rule.rule + rule.action},
            h("th", {scope: "row"}, rule.rule.replaceAll("_", " ")), h("td", null, ACTIONS[rule.action] ?? rule.action),
            h("td", {class: "number"}, count(rule.today)), h("td", {class: "number"}, count(rule.total)),
            h("td", null, spark(rule.days, null, `Findings of ${rule.rule} by day`)),
            h("td", {class: "quiet"}, rules[rule.rule] ?? ""))))))),
      h(Panel, {title: "Quarantine by rule", wide: true, kpi: "quarantine_by_rule", note: "Each message once, by the first rule that rejected it. ./wardflow quarantine list names them, replay takes them in again after a fix."},
        h(Table, {columns: ["rule", "last day", "total"], rows: rejected.map(row => [row.rule_id.replaceAll("_", " "), row.last_day, row.total])}),
        state.me.rights.includes("STEWARD") ? h(Desk, {rules: rejected.map(row => row.rule_id ?? row.rule)}) : null),
      h("div", {class: "panels"},
        h(Panel, {title: "Findings by hospital", kpi: "findings_by_rule"}, h(Table, {columns: ["hospital", "findings"], rows: hospitals})),
        h(Panel, {title: "Where data comes from", note: `${asof ? "Of now, not of the instant that you look at. " : ""}By the running pipeline; a source that says nothing is told to its owner.`},
          h(Table, {columns: ["source", "rows since start", "rows a second", "waiting", "last record"],
            rows: streams.map(one => [one.name, one.rows, Math.round(one.rate * 10) / 10, one.lag, one.lastRecord ? time(one.lastRecord) : null])}))),
      h(Report, {whole: page.data.whole, asof, report: page.data.report, problem: page.data.reportProblem})));
}

function sums(rows, column) {
  const totals = new Map();
  for (const row of rows) totals.set(row[column], (totals.get(row[column]) ?? 0) + row.findings);
  return [...totals].sort((a, b) => b[1] - a[1]);
}

function summarise(rows, dates) {
  const rules = new Map();
  for (const row of rows) {
    const key = row.rule_id + row.action;
    if (!rules.has(key)) rules.set(key, {rule: row.rule_id, action: row.action, days: dates.map(() => 0), total: 0, today: 0});
    const rule = rules.get(key);
    const day = dates.indexOf(row.recorded_day);
    if (day >= 0) rule.days[day] += row.findings;
    rule.total += row.findings;
    if (day === dates.length - 1) rule.today += row.findings;
  }
  return [...rules.values()].sort((a, b) => b.total - a.total);
}
