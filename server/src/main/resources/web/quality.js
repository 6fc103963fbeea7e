// Can the numbers be trusted: what the rules found, what is in quarantine, how old the data is.
import {address, h, set, state} from "./store.js";
import {get, post} from "./api.js";
import {spark} from "./charts.js";
import {Report} from "./report.js";
import {Age, Panel, Table, Trouble, Wide, aged, loaded, objects, report} from "./ui.js";
import {count, plural, time} from "./words.js";

const ACTIONS = {quarantine: "✖ quarantine", repair: "✎ repair", flag: "⚑ flag"};

// The report is of all hospitals and of now: it is asked for where somebody sees them all, and looks at now.
async function load(asof) {
  const held = state.page.key === "quality " + asof ? state.page.data?.report : null;
  const data = await get("/quality", {asof});
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
  const hospitals = sums(found, "hospital_id");
  return h("div", {class: aged("quality")},
    h("div", {class: "headline"},
      h("p", {class: "first"}, `${plural(rejected.reduce((sum, row) => sum + row.total, 0), "message is", "messages are")} in quarantine, ${count(rejected.reduce((sum, row) => sum + row.last_day, 0))} of the last day.`),
      h("p", {class: "second"}, `${plural(total, "finding", "findings")} in ${days} days, ${count(today)} today; most by ${byRule[0]?.rule.replaceAll("_", " ") ?? "no rule"}. Rejected messages take part in no number on the board; flagged ones do.`),
      h(Age)),
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
        h(Table, quarantine),
        state.me.rights.includes("STEWARD") ? h(Decide, {rules: rejected.map(row => row.rule_id ?? row.rule)}) : null),
      h(Panel, {title: "Findings by hospital", kpi: "findings_by_rule"}, h(Table, {columns: ["hospital", "findings"], rows: hospitals})),
      h(Panel, {title: "Where data comes from", note: "By the running pipeline; a source that says nothing is told to its owner."},
        h(Table, {columns: ["source", "rows since start", "rows a second", "waiting", "last record"],
          rows: streams.map(one => [one.name, one.rows, Math.round(one.rate * 10) / 10, one.lag, one.lastRecord ? time(one.lastRecord) : null])})),
      h(Report, {whole: page.data.whole, asof, report: page.data.report, problem: page.data.reportProblem})));
}

const DONE = {replay: "judged again", discard: "discarded", restore: "taken back"};

// What a steward may do about the messages that a rule holds, all or those that are ticked; the running process does it, and it is noted in the audit.
function Decide({rules}) {
  const {decided, held} = state;
  const rule = held?.rule ?? rules[0];
  const show = of => {
    set({held: {rule: of, busy: true}});
    get("/quarantine/messages", {rule: of}).then(
      data => state.held?.rule === of && set({held: {rule: of, messages: data.messages}}),
      problem => state.held?.rule === of && set({held: {rule: of, problem}}));
  };
  const submit = async event => {
    event.preventDefault();
    const {decision, reason} = event.target.elements;
    const messages = [...event.target.querySelectorAll("input[name=message]:checked")].map(box => box.value);
    set({decided: {busy: true}});
    try {
      set({decided: {done: DONE[decision.value], data: await post("/quarantine/decisions", {rule, decision: decision.value, messages, reason: reason.value})}});
      state.page.tried = 0;
      if (held?.messages) show(rule);
    } catch (problem) {
      set({decided: {problem}});
    }
  };
  return h("form", {class: "decide", onSubmit: submit},
    h("label", null, "Rule ", h("select", {name: "rule", value: rule, onChange: event => set({held: {rule: event.target.value}, decided: null})},
      rules.map(one => h("option", {key: one, value: one}, one.replaceAll("_", " "))))),
    h("button", {type: "button", onClick: () => show(rule)}, "Show its messages"),
    h(Held, {held}),
    h("label", null, "Decision ", h("select", {name: "decision"},
      h("option", {value: "discard"}, "discard"), h("option", {value: "restore"}, "take a discard back"), h("option", {value: "replay"}, "judge all again"))),
    h("label", null, "Reason ", h("input", {name: "reason", maxlength: 500, autocomplete: "off"})),
    h("button", {type: "submit", disabled: Boolean(decided?.busy)}, decided?.busy ? "The next round does it…" : "Decide"),
    h("p", {class: "quiet"}, "It is about the messages that are ticked, or, if none is, about all that the rule holds. Discarding needs a reason. "
      + "Judging again uses the contracts and codes that the process started with: after a correction, restart it."),
    h(Trouble, {problem: decided?.problem}),
    decided?.data ? h("p", {role: "status"}, `${plural(decided.data.messages, "message", "messages")} ${decided.done}; ${count(decided.data.left)} left the quarantine.`) : null);
}

// The newest messages of a rule, with values masked that may say something of a patient.
function Held({held}) {
  if (held?.problem) return h(Trouble, {problem: held.problem});
  if (held?.busy) return h("p", {class: "quiet"}, "Loading…");
  if (!held?.messages) return null;
  if (!held.messages.length) return h("p", {role: "status"}, "The rule holds no message.");
  return h(Wide, {name: "Messages"}, h("table", {class: "rows held"},
    h("caption", null, `The newest ${count(held.messages.length)}; *** hides what may say something of a patient`),
    h("thead", null, h("tr", null, ["", "recorded", "hospital", "department", "over what", "state", "message"].map(text => h("th", {scope: "col", key: text}, text || h("span", {class: "hidden"}, "choose"))))),
    h("tbody", null, held.messages.map((one, i) => h("tr", {key: one.id},
      h("td", null, h("label", {class: "tick"}, h("input", {type: "checkbox", name: "message", value: one.id}), h("span", {class: "hidden"}, `message ${i + 1}`))),
      h("td", null, time(one.recordedAt)), h("td", null, one.hospital ?? "–"), h("td", null, one.department ?? "–"), h("td", null, one.detail ?? "–"),
      h("td", null, one.discarded ? "discarded" : "held"),
      h("td", null, h("details", null, h("summary", null, one.place), h("pre", {tabindex: 0}, one.payload))))))));
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
