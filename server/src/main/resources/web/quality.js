// Can the numbers be trusted: what the rules found, what is in quarantine, how old the data is.
import {address, h, set, state} from "./store.js";
import {get, post} from "./api.js";
import {spark} from "./charts.js";
import {Age, Panel, Table, Trouble, Wide, loaded, objects} from "./ui.js";
import {count, plural, time} from "./words.js";

const ACTIONS = {quarantine: "✖ quarantine", repair: "✎ repair", flag: "⚑ flag"};

export function Quality() {
  const asof = address().get("asof");
  const page = loaded("quality " + asof, () => get("/quality", {asof}));
  if (!page.data) return h("div", null, h(Trouble, {problem: page.problem}), page.problem ? null : h("p", {class: "quiet"}, "Loading…"));
  const {findings, quarantine, rules, streams, days, asOf} = page.data;
  const found = objects(findings);
  const rejected = objects(quarantine);
  const dates = Array.from({length: days}, (_, i) => new Date(Date.parse(asOf.slice(0, 10)) - (days - 1 - i) * 86_400_000).toISOString().slice(0, 10));
  const byRule = summarise(found, dates);
  const total = byRule.reduce((sum, rule) => sum + rule.total, 0);
  const today = byRule.reduce((sum, rule) => sum + rule.today, 0);
  const hospitals = sums(found, "hospital_id");
  return h("div", {class: "quality"},
    h("div", {class: "headline"},
      h("p", {class: "first"}, `${plural(rejected.reduce((sum, row) => sum + row.total, 0), "message is", "messages are")} in quarantine, ${count(rejected.reduce((sum, row) => sum + row.last_day, 0))} of the last day.`),
      h("p", {class: "second"}, `${plural(total, "finding", "findings")} in ${days} days, ${count(today)} today; most by ${byRule[0]?.rule.replaceAll("_", " ") ?? "no rule"}. Rejected messages take part in no number on the board; flagged ones do.`),
      h(Age)),
    h("div", {class: "panels"},
      h(Panel, {title: "Rules", wide: true, table: findings},
        h(Wide, {name: "Rules"}, h("table", {class: "rows rules"},
          h("thead", null, h("tr", null, ["rule", "what happens", "today", `${days} days`, "day by day", "why"].map(text => h("th", {scope: "col", key: text}, text)))),
          h("tbody", null, byRule.map(rule => h("tr", {key: rule.rule + rule.action},
            h("th", {scope: "row"}, rule.rule.replaceAll("_", " ")), h("td", null, ACTIONS[rule.action] ?? rule.action),
            h("td", {class: "number"}, count(rule.today)), h("td", {class: "number"}, count(rule.total)),
            h("td", null, spark(rule.days, null, `Findings of ${rule.rule} by day`)),
            h("td", {class: "quiet"}, rules[rule.rule] ?? ""))))))),
      h(Panel, {title: "Quarantine by rule", kpi: "quarantine_by_rule", note: "Each message once, by the first rule that rejected it. ./wardflow quarantine list names them, replay takes them in again after a fix."},
        h(Table, quarantine),
        state.me.rights.includes("STEWARD") ? h(Decide, {rules: rejected.map(row => row.rule_id ?? row.rule)}) : null),
      h(Panel, {title: "Findings by hospital"}, h(Table, {columns: ["hospital", "findings"], rows: hospitals})),
      h(Panel, {title: "Where data comes from", note: "By the running pipeline; a source that says nothing is told to its owner."},
        h(Table, {columns: ["source", "rows since start", "rows a second", "waiting", "last record"],
          rows: streams.map(one => [one.name, one.rows, Math.round(one.rate * 10) / 10, one.lag, one.lastRecord ? time(one.lastRecord) : null])})),
      h(Panel, {title: "The whole report", note: "./wardflow quality report writes it as a file: every rule with its counts, examples of what was sent, and what changed since the last one."})));
}

const DONE = {replay: "judged again", discard: "discarded", restore: "taken back"};

// What a steward may do about the messages that a rule holds; the running process does it, and it is noted in the audit.
function Decide({rules}) {
  const {decided} = state;
  const submit = async event => {
    event.preventDefault();
    const {rule, decision, reason} = event.target.elements;
    set({decided: {busy: true}});
    try {
      set({decided: {done: DONE[decision.value], data: await post("/quarantine/decisions", {rule: rule.value, decision: decision.value, reason: reason.value})}});
      state.page.at = 0;
    } catch (problem) {
      set({decided: {problem}});
    }
  };
  return h("form", {class: "decide", onSubmit: submit},
    h("label", null, "Rule ", h("select", {name: "rule"}, rules.map(rule => h("option", {key: rule, value: rule}, rule.replaceAll("_", " "))))),
    h("label", null, "Decision ", h("select", {name: "decision"},
      h("option", {value: "replay"}, "judge again"), h("option", {value: "discard"}, "discard"), h("option", {value: "restore"}, "take a discard back"))),
    h("label", null, "Reason ", h("input", {name: "reason", maxlength: 500, autocomplete: "off"})),
    h("button", {type: "submit", disabled: Boolean(decided?.busy)}, decided?.busy ? "The next round does it…" : "Decide"),
    h("p", {class: "quiet"}, "Judging again uses the contracts and codes that the process started with: after a correction, restart it. Discarding needs a reason."),
    h(Trouble, {problem: decided?.problem}),
    decided?.data ? h("p", {role: "status"}, `${plural(decided.data.messages, "message", "messages")} ${decided.done}; ${count(decided.data.left)} left the quarantine.`) : null);
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
