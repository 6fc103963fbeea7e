// Who saw what: the entries of a day, some at a time. It is not live, and a look at it is noted, too.
import {h, set, state} from "./store.js";
import {get} from "./api.js";
import {Panel, Table, Trouble} from "./ui.js";
import {count} from "./words.js";

const COLUMNS = ["at", "who", "role", "way", "what", "object", "why", "outcome", "rows", "version"];

async function look({day, who, after}) {
  const mine = {day, who, after, busy: true};
  const done = patch => state.seen === mine && set({seen: {day, who, after, ...patch}});
  set({seen: mine});
  await get("/audit", {day, who, after}).then(data => done({data}), problem => done({problem}));
}

export function Audit() {
  const today = new Date().toISOString().slice(0, 10);
  const seen = state.seen ?? {day: today, who: ""};
  const submit = event => {
    event.preventDefault();
    const {day, who} = event.target.elements;
    look({day: day.value, who: who.value.trim()});
  };
  const {data} = seen;
  return h("div", {class: "audit"}, h("div", {class: "panels"},
    h(Panel, {title: "Who saw what", wide: true, note: "Times and days are in UTC. Entries hold no patient. ./wardflow audit verify tells whether any was changed or taken out."},
      // Defaults and no values: the page is drawn each second, and would put a value back over what is being typed.
      h("form", {onSubmit: submit, class: "decide"},
        h("label", null, "Day ", h("input", {name: "day", type: "date", defaultValue: seen.day, required: true})),
        h("label", null, "Viewer ", h("input", {name: "who", defaultValue: seen.who, maxlength: 200, autocomplete: "off"})),
        h("button", {type: "submit", disabled: Boolean(seen.busy)}, seen.busy ? "Looking…" : "Look")),
      h(Trouble, {problem: seen.problem}),
      data ? h("div", null,
        h("p", {role: "status"}, data.entries.length ? `${count(data.entries.length)} entries of ${data.day}, from ${data.entries[0].at.slice(11, 19)} on` : "No entry here",
          data.next ? "; there are more. " : ". ",
          data.next ? h("button", {type: "button", onClick: () => look({...seen, after: data.next})}, "Go on") : null),
        data.entries.length ? h(Table, {columns: COLUMNS, rows: data.entries.map(entry => COLUMNS.map(name => name === "at" ? entry.at.slice(11, 19) : entry[name])), max: 200}) : null) : null)));
}
