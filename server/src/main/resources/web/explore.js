// Own questions in SQL, in one's own rights.
import {address, h, keepQuestion, set, state} from "./store.js";
import {post} from "./api.js";
import {ranks} from "./charts.js";
import {Missing, Panel, Table, Trouble, catalog} from "./ui.js";
import {count, plural, time} from "./words.js";

const BARS_MAX = 30;
const FIRST = "select department, sum(occupied)::bigint as patients, sum(ready_beds)::bigint as ready\nfrom kpi.occupancy_now\ngroup by department\norder by patients desc";

// What stands in the field: what is being typed, else what the address asks (a link is not asked by itself: who opens it decides), else what was last there.
function question() {
  const {question: asked} = address();
  const {typed} = state;
  return typed && (!asked || typed.over === asked) ? typed.text : asked ?? FIRST;
}

async function ask(sql) {
  keepQuestion(sql);
  const mine = {busy: true}; // an answer that comes after the next question was asked is not shown as the answer to that
  const done = answer => state.answer === mine && set({answer});
  set({typed: {text: sql, over: sql}, answer: mine});
  const asOf = address().get("asof");
  await post("/sql", {sql, asOf}).then(data => done({data: {...data, past: Boolean(asOf)}}), problem => done({problem}));
}

export function Explore() {
  const {columns, problem} = catalog();
  const {answer} = state;
  const submit = event => {
    event.preventDefault();
    ask(event.target.elements.sql.value);
  };
  const key = event => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) ask(event.target.value);
  };
  return h("div", {class: "explore"},
    h("div", {class: "panels"},
      h(Panel, {title: "Ask", wide: true, note: "One SELECT over gold, silver and kpi. You see the rows and values that your role may see; at most 1,000 rows, 8 MiB and 10 seconds, and what PostgreSQL expects to cost more than 10,000,000 is not begun. An earlier instant moves kpi.* only: gold.* and silver.* have the rows that are known today. Ctrl+Enter asks."},
        h("form", {onSubmit: submit},
          h("label", {class: "hidden", for: "sql"}, "SQL"),
          h("textarea", {id: "sql", name: "sql", rows: 8, spellcheck: false, onKeyDown: key, value: question(),
            onInput: event => set({typed: {text: event.target.value, over: address().question}})}),
          h("button", {type: "submit"}, answer?.busy ? "Asking…" : "Ask")),
        h(Trouble, {problem: answer?.problem}),
        answer?.data ? h("div", null,
          h("p", {class: "quiet"}, `${plural(answer.data.rows.length, "row", "rows")}${answer.data.cut ? ", and more that are cut" : ""}, ${answer.data.past && !answer.data.moved ? `rows as known today (the question names more than kpi.*, and only that is moved to ${time(answer.data.asOf)})` : `as of ${time(answer.data.asOf)}`}, data version ${answer.data.version}. `,
            h("button", {type: "button", class: "figure", onClick: () => save(answer.data)}, "CSV")),
          chart(answer.data),
          answer.data.rows.length ? h(Table, {columns: answer.data.columns, rows: answer.data.rows, max: 1000}) : h("p", null, "No row answers that.")) : null),
      problem ? h(Missing, {title: "Tables", problem}) : h(Panel, {title: "Tables", wide: true}, h(Columns, {columns}))));
}

// Names with a number each are bars too, as long as they can be taken in at a glance.
function chart({columns, rows}) {
  const name = columns.findIndex((_, i) => rows.every(row => typeof row[i] === "string"));
  const value = columns.findIndex((_, i) => rows.every(row => typeof row[i] === "number" && row[i] >= 0));
  const unique = new Set(rows.map(row => row[name])).size === rows.length;
  if (name < 0 || value < 0 || rows.length < 2 || rows.length > BARS_MAX || !unique) return null;
  return h("div", {class: "answer-chart"}, h("h3", null, `${columns[value]} by ${columns[name]}`),
    ranks(rows.map(row => ({name: row[name], value: row[value], text: count(row[value])}))));
}

function Columns({columns}) {
  if (!columns) return h("p", {class: "quiet"}, "Loading…");
  const tables = new Map();
  for (const [table, column, type] of columns.rows) tables.set(table, [...(tables.get(table) ?? []), `${column} ${type.replace("timestamp with time zone", "timestamptz").replace("character varying", "text")}`]);
  return h("div", {class: "columns"}, [...tables].map(([table, names]) => h("details", {key: table}, h("summary", null, table), h("p", {class: "quiet"}, names.join(", ")))));
}

function save({columns, rows}) {
  const quote = value => {
    let text = value === null ? "" : String(value);
    // What is a number to its last digit, and may come as text, is no formula.
    if (typeof value === "string" && /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text)) text = "'" + text;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const text = [columns, ...rows].map(row => row.map(quote).join(",")).join("\r\n");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], {type: "text/csv"}));
  link.download = "answer.csv";
  link.click();
  URL.revokeObjectURL(link.href);
}
