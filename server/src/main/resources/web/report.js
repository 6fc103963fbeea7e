// The quality report: what became of all that came in, where, since when, and whether gold holds together.
import {h} from "./store.js";
import {bars, lines} from "./charts.js";
import {Made, Panel, Table} from "./ui.js";
import {age, count, plural, time} from "./words.js";

const NOTE = "./wardflow quality report writes it as a file, with masked examples of what was sent.";
const TALLY = ["messages", ...["accepted", "repaired", "flagged", "quarantined"].flatMap(name => [name, "%"])];

export function Report({whole, asof, report, problem}) {
  if (!whole) return h(Panel, {title: "The quality report", wide: true, note: "It counts all hospitals together and you see a part of them, so it is not shown to you. The findings and the quarantine above are those of your scope."});
  if (asof) return h(Panel, {title: "The quality report", wide: true, note: "It is of now, and you look at an earlier instant: go back to now to see it."});
  const found = report?.report;
  return [
    h(Panel, {title: "The quality report", wide: true, note: NOTE}, h(Made, {report, problem, what: "quality report"}), found ? h(Total, {found}) : null),
    ...found ? sections(found) : []];
}

const sections = found => [
  h(Panel, {title: "Sources", wide: true, note: "A message is accepted or quarantined; repaired and flagged ones are accepted. Left out is what no model reads."},
    h(Table, {columns: ["source", "rows", "copies", ...TALLY, "left out"],
      rows: found.sources.map(one => [one.tally.name, one.tally.rows, one.tally.rows - one.tally.messages, ...cells(one.tally), one.leftOut])})),
  h(Panel, {title: "Freshness", wide: true, note: "The newest record of each source, and how long before the end of the cycle it was recorded and taken in."},
    h(Table, {columns: ["source", "newest recorded", "recorded ago", "last taken in", "taken in ago"],
      rows: found.sources.map(one => [one.tally.name, one.newestRecorded, since(one.newestRecorded, found.at), one.newestIngested, since(one.newestIngested, found.at)])})),
  h(Panel, {title: "Messages by hospital", wide: true, note: "Unknown is what was sent and no code lists."}, h(Table, {columns: ["hospital", ...TALLY], rows: found.hospitals.map(place)})),
  h(Panel, {title: "Messages by department", wide: true, note: "Unknown is what was sent and no code lists."}, h(Table, {columns: ["department", ...TALLY], rows: found.departments.map(place)})),
  h(Days, {days: found.days}),
  h(Cycles, {cycles: found.cycles}),
  h(Panel, {title: "Rules since the beginning", wide: true, note: "A message may have several findings, and one first reason to be in quarantine."},
    h(Table, {columns: ["rule", "source", "what happens", "findings", "in quarantine"],
      rows: found.rules.filter(one => one.findings + one.held > 0).map(one => [one.rule.replaceAll("_", " "), one.source, one.action, one.findings, one.held])})),
  h(Panel, {title: "Schema changes", wide: true, note: "Attributes that messages carry and no contract classifies are kept, and masked for everyone."},
    found.unknownAttributes.length ? h(Table, {caption: "Unclassified attributes", columns: ["attribute", "messages", "first", "last"],
      rows: found.unknownAttributes.map(one => [one.name, one.messages, one.firstRecorded, one.lastRecorded])}) : h("p", null, "No attribute is unclassified."),
    found.schemaChanges.length ? h(Table, {caption: "Changes of tables, the newest first", columns: ["table", "when", "what"],
      rows: found.schemaChanges.map(one => [one.table, one.at, one.change])}) : h("p", null, "No table's columns changed.")),
  h(Checks, {checks: found.checks}),
];

function Total({found}) {
  const total = found.total;
  const failed = found.checks.filter(one => one.violations).length;
  const pair = (name, number, more) => h("div", {key: name}, h("dt", null, name), h("dd", null, count(number), " ", h("span", {class: "quiet small"}, more)));
  return [
    h("p", null, `Of cycle ${found.cycle}, which ended ${time(found.at)}; hours are closed up to ${time(found.closedUntil)}. `,
      failed ? h("strong", null, `✖ ${failed} of ${plural(found.checks.length, "check", "checks")} of gold failed: see below.`) : `✓ Gold holds together: all ${plural(found.checks.length, "check", "checks")} passed.`),
    h("dl", {class: "pairs"},
      pair("rows came in", total.rows, `${count(total.rows - total.messages)} copies`),
      pair("accepted", total.accepted, share(total.accepted, total.messages)),
      pair("repaired", total.repaired, share(total.repaired, total.messages)),
      pair("flagged", total.flagged, share(total.flagged, total.messages)),
      pair("quarantined", total.quarantined, share(total.quarantined, total.messages) + (total.discarded ? `, ${count(total.discarded)} discarded` : "")))];
}

// By kind, what failed in full, and all of them to unfold.
function Checks({checks}) {
  const failed = checks.filter(one => one.violations);
  const groups = [...new Set(checks.map(one => one.group))].map(name => checks.filter(one => one.group === name));
  const sum = (all, of) => all.reduce((total, one) => total + one[of], 0);
  return h(Panel, {title: "Validation of gold", wide: true, note: "What must hold in gold whatever came in. A failure is a bug or a damaged table, not dirt.",
    table: {columns: ["kind", "what must hold", "where", "compared", "violations"], rows: checks.map(one => [one.group, one.rule, one.subject, one.compared, one.violations])}},
    h(Table, {columns: ["kind", "result", "checks", "compared", "violations"],
      rows: groups.map(all => [all[0].group, sum(all, "violations") ? "✖ failed" : "✓ passed", all.length, sum(all, "compared"), sum(all, "violations")])}),
    failed.length ? h(Table, {caption: "✖ Failed", columns: ["kind", "what must hold", "where", "compared", "violations", "examples"],
      rows: failed.map(one => [one.group, one.rule, one.subject, one.compared, one.violations, one.examples.join("; ")])}) : null);
}

function Days({days}) {
  if (!days.length) return null;
  const labels = days.map(one => one.day.slice(5));
  const series = name => ({name, css: "of-" + name, values: days.map(one => one[name])});
  return h(Panel, {title: "Findings by day", note: "Messages by the UTC day that they were recorded.",
    table: {columns: ["day", "messages", "repaired", "flagged", "quarantined"], rows: days.map(one => [one.day, one.messages, one.repaired, one.flagged, one.quarantined])}},
    h("p", {class: "keys small"}, ["repaired", "flagged", "quarantined"].map(name => h("span", {key: name, class: "key of-" + name}, name))),
    days.length > 1 ? lines({label: "Messages repaired, flagged and quarantined by day", labels, series: ["repaired", "flagged", "quarantined"].map(series)}) : null);
}

function Cycles({cycles}) {
  if (!cycles.length) return null;
  return h(Panel, {title: "Rows by cycle", note: "What each cycle took in, of the cycles whose state is kept; others that ran between two are counted in the second.",
    table: {columns: ["cycle", "ended", "rows taken in", "into quarantine, less those that left"], rows: cycles.map(one => [one.cycle, one.at, one.rows, one.quarantined])}},
    bars({label: "Rows that each cycle took in", labels: cycles.map(one => String(one.cycle)), up: cycles.map(one => one.rows)}));
}

const percent = (part, whole) => whole ? Math.round(1_000 * part / whole) / 10 : null;
const share = (part, whole) => whole ? `${percent(part, whole)} %` : "–";
const cells = one => [one.messages, ...["accepted", "repaired", "flagged", "quarantined"].flatMap(name => [one[name], percent(one[name], one.messages)])];
const place = one => [one.label === one.name ? one.name : `${one.label} (${one.name})`, ...cells(one)];
const since = (instant, at) => instant ? age(Math.max(0, Math.round((Date.parse(at) - Date.parse(instant)) / 1000))) : null;
