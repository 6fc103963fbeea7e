// What a steward may do about the messages that a rule holds, all or those that are ticked; the running process does it, and it is noted in the audit.
import {h, set, state} from "./store.js";
import {get, post} from "./api.js";
import {Trouble, Wide} from "./ui.js";
import {count, plural, time} from "./words.js";

const DONE = {replay: "judged again", discard: "discarded", restore: "taken back"};
const EMPTY = {rule: "", ticked: new Set()};

const lay = patch => set({desk: {...EMPTY, ...patch}});

function show(rule) {
  lay({rule, busy: true});
  const found = patch => state.desk?.rule === rule && lay({rule, ...patch});
  get("/quarantine/messages", {rule}).then(data => found({messages: data.messages}), problem => found({problem}));
}

function tick(id) {
  const ticked = new Set(state.desk.ticked);
  if (!ticked.delete(id)) ticked.add(id);
  set({desk: {...state.desk, ticked}});
}

async function decide(event) {
  event.preventDefault();
  const {decision, reason} = event.target.elements;
  const {rule, ticked, messages} = state.desk;
  set({decided: {busy: true}});
  try {
    // All are meant by saying nothing of messages: an empty list is refused.
    const about = ticked.size ? {messages: [...ticked]} : {};
    const data = await post("/quarantine/decisions", {rule, decision: decision.value, ...about, reason: reason.value});
    set({decided: {done: DONE[decision.value], data}});
    state.page.tried = 0;
    if (messages) show(rule);
  } catch (problem) {
    set({decided: {problem}});
  }
}

// Nothing is chosen before somebody does: the rules that hold something come and go while one looks.
export function Desk({rules}) {
  const desk = state.desk ?? EMPTY;
  const {decided} = state;
  const known = desk.rule && !rules.includes(desk.rule) ? [...rules, desk.rule] : rules;
  const about = desk.ticked.size ? ` about ${plural(desk.ticked.size, "message", "messages")}` : desk.rule ? " about all that it holds" : "";
  return h("form", {class: "decide", onSubmit: decide},
    h("label", null, "Rule ", h("select", {name: "rule", value: desk.rule, required: true, onChange: event => { lay({rule: event.target.value}); set({decided: null}); }},
      h("option", {value: ""}, "choose one"), known.map(one => h("option", {key: one, value: one}, one.replaceAll("_", " "))))),
    h("button", {type: "button", disabled: !desk.rule, onClick: () => show(desk.rule)}, "Show its messages"),
    h(Held, {desk}),
    h("label", null, "Decision ", h("select", {name: "decision"},
      h("option", {value: "discard"}, "discard"), h("option", {value: "restore"}, "take a discard back"), h("option", {value: "replay"}, "judge all again"))),
    h("label", null, "Reason ", h("input", {name: "reason", maxlength: 500, autocomplete: "off"})),
    h("button", {type: "submit", disabled: Boolean(decided?.busy)}, decided?.busy ? "The next round does it…" : "Decide" + about),
    h("p", {class: "quiet"}, "It is about the messages that are ticked, or, if none is, about all that the rule holds. Discarding needs a reason. "
      + "Judging again uses the contracts and codes that the process started with: after a correction, restart it."),
    h(Trouble, {problem: decided?.problem}),
    decided?.data ? h("p", {role: "status"}, `${plural(decided.data.messages, "message", "messages")} ${decided.done}; ${count(decided.data.left)} left the quarantine.`) : null);
}

// The newest messages of a rule, with values masked that may say something of a patient.
function Held({desk}) {
  const {busy, messages, problem, ticked} = desk;
  if (problem) return h(Trouble, {problem});
  if (busy) return h("p", {class: "quiet"}, "Loading…");
  if (!messages) return null;
  if (!messages.length) return h("p", {role: "status"}, "The rule holds no message.");
  return h(Wide, {name: "Messages"}, h("table", {class: "rows held"},
    h("caption", null, `The newest ${count(messages.length)}; *** hides what may say something of a patient`),
    h("thead", null, h("tr", null, ["", "recorded", "hospital", "department", "over what", "state", "message"].map(text => h("th", {scope: "col", key: text}, text || h("span", {class: "hidden"}, "choose"))))),
    h("tbody", null, messages.map((one, i) => h("tr", {key: one.id},
      h("td", null, h("label", {class: "tick"}, h("input", {type: "checkbox", name: "message", value: one.id, checked: ticked.has(one.id), onChange: () => tick(one.id)}), h("span", {class: "hidden"}, `message ${i + 1}`))),
      h("td", null, time(one.recordedAt)), h("td", null, one.hospital ?? "–"), h("td", null, one.department ?? "–"), h("td", null, one.detail ?? "–"),
      h("td", null, one.discarded ? "discarded" : "held"),
      h("td", null, h("details", null, h("summary", null, one.place), h("pre", {tabindex: 0}, one.payload))))))));
}
