// The shell: who you are, where you are, which moment you look at, and whether it is live.
import {address, forgetQuestion, go, h, keep, set, start, state} from "./store.js";
import {get, post, remove} from "./api.js";
import {LEFT, RETRY_FIRST, RETRY_MOST, connect, disconnect, forget, pause, remember, trust} from "./live.js";
import {A, Age, Definition, lookedAt, oldNumbers} from "./ui.js";
import {age, fieldOf, inZone, instantOf, isHere, isTime, partOf, time, zoneAt} from "./words.js";
import {Board} from "./board.js";
import {Department} from "./department.js";
import {Flow} from "./flow.js";
import {Quality} from "./quality.js";
import {Pipeline} from "./pipeline.js";
import {Explore} from "./explore.js";
import {Figures} from "./figures.js";
import {Audit} from "./audit.js";
import {Start} from "./start.js";

const HOUR = 3_600_000;
const HOURS_BACK = 72;
const SETTLED = 300; // milliseconds in which somebody who goes through the hours is at the next one
let looking = 0;
const DEVICE_IS_UTC = ["UTC", "Etc/UTC"].includes(Intl.DateTimeFormat().resolvedOptions().timeZone);

const PAGES = [
  {path: "/", name: "Board", right: "BOARD", view: () => h(Board)},
  {path: "/flow", name: "Flow", right: "BOARD", view: () => h(Flow)},
  {path: "/quality", name: "Quality", right: "QUALITY", view: () => h(Quality)},
  {path: "/pipeline", name: "Pipeline", right: "PIPELINE", view: () => h(Pipeline)},
  {path: "/explore", name: "Explore", right: "SQL", view: () => h(Explore)},
  {path: "/figures", name: "Figures", right: "BOARD", view: () => h(Figures)},
  {path: "/audit", name: "Audit", right: "AUDIT", view: () => h(Audit)},
];

function App() {
  if (!state.me) return state.unreached ? h(Unreached) : h(Start);
  const {path} = address();
  const wall = path === "/wall";
  const department = path.match(/^\/department\/([^/]+)\/([^/]+)$/);
  const page = PAGES.find(one => one.path === path);
  let content;
  if (wall) content = h(Board, {wall: true});
  else if (department) content = h(Department, {hospital: partOf(department[1]), department: partOf(department[2])});
  else if (page && state.me.rights.includes(page.right)) content = page.view();
  else content = h("p", null, "There is nothing for your role at this address. ", h(A, {href: "/"}, "Back to the board"));
  return h("div", {class: wall ? "wall" : "page"},
    h("a", {class: "skip", href: "#main"}, "To the content"),
    h(Header, {path, wall}),
    h(Stuck),
    h(Banner),
    h("main", {id: "main"}, content),
    h(Definition));
}

function Header({path, wall}) {
  const now = address().get("asof") ?? state.board?.asOf ?? state.fresh?.now;
  if (wall) {
    return h("header", {class: "top"}, h("strong", {class: "brand"}, "Wardflow"), h("span", {class: "clock"}, time(now)), h(Age));
  }
  return h("header", {class: "top"},
    h("strong", {class: "brand"}, h(A, {href: "/"}, "Wardflow")),
    h("nav", {"aria-label": "Pages"}, PAGES.filter(page => state.me.rights.includes(page.right)).map(page =>
      h(A, {key: page.path, href: page.path, "aria-current": path === page.path ? "page" : undefined}, page.name)),
      h(A, {href: "/wall"}, "Wall")),
    h(Moment, {now}),
    h("span", {class: "grow"}),
    h(Age),
    lookedAt() ? null : h("button", {type: "button", class: "tool", "aria-pressed": String(state.paused), title: "p",
      onClick: () => pause(!state.paused)}, state.paused ? "▶ Go on" : "❚❚ Pause"),
    h("button", {type: "button", class: "tool", title: "t: light or dark", onClick: theme}, "◐"),
    h("button", {type: "button", class: "tool", "aria-label": "Keys of one letter", "aria-pressed": String(hasKeys()), onClick: switchKeys,
      title: "Keys of one letter: j, k next ward, one before; b board; p pause; t light or dark; z time zone"}, "⌨"),
    h(Me));
}

// The instant that is looked at: now, or any moment before, by today's knowledge. The first step back is the last full hour, each further one an hour more.
function Moment({now}) {
  const asOf = address().get("asof");
  const hour = Math.floor((Date.parse(state.fresh?.now ?? state.board?.asOf) || Date.now()) / HOUR) * HOUR;
  const at = steps => new Date(hour - (steps - 1) * HOUR).toISOString().slice(0, 19) + "Z";
  const back = isTime(asOf) ? Math.max(0, Math.floor((hour - Date.parse(asOf)) / HOUR) + 1) : 0;
  // While it is dragged it stays where the hand is, however often the page is drawn.
  const steps = state.sliding ?? Math.min(HOURS_BACK, back);
  const slide = event => set({sliding: -Number(event.target.value)});
  const look = to => {
    clearTimeout(looking);
    set({sliding: null});
    keep({asof: to <= 0 ? null : at(to)});
  };
  const shown = state.sliding ? at(state.sliding) : asOf ?? now;
  const field = isTime(asOf) ? fieldOf(asOf) : "";
  return h("div", {class: "moment"},
    h("label", {for: "moment"}, DEVICE_IS_UTC ? time(shown) : time(shown).replace(/ \S+$/, "")),
    DEVICE_IS_UTC ? null : h("button", {type: "button", class: "tool", title: "z: times in UTC, or as this device's clock shows them", onClick: zone},
      h("span", {class: "hidden"}, "Times in "), zoneAt(isTime(shown) ? shown : Date.now())),
    h("input", {id: "moment", type: "range", min: -HOURS_BACK, max: 0, step: 1, value: -steps, title: "Look at an earlier hour: what was true then, by today's knowledge",
      "aria-valuetext": steps > 0 ? time(state.sliding ? at(steps) : asOf) : "now", onInput: slide, onBlur: () => set({sliding: null}),
      onChange: event => {
        clearTimeout(looking);
        looking = setTimeout(look, SETTLED, -Number(event.target.value));
      }}),
    // Any moment: taken when the field is left, since each digit of a year is a date, too.
    h("input", {type: "datetime-local", max: "9999-12-31T23:59", "aria-label": `Look at any moment, in ${isHere() ? "this device's time" : "UTC"}`, defaultValue: field, key: `${asOf} ${field}`,
      onKeyDown: event => event.key === "Enter" && event.target.blur(),
      onBlur: event => event.target.value !== field && instantOf(event.target.value) && keep({asof: instantOf(event.target.value)})}),
    asOf ? h("button", {type: "button", class: "tool", onClick: () => look(0)}, "Now") : null);
}

function Me() {
  const {me} = state;
  const change = async event => {
    try {
      await post("/session", {role: event.target.value});
      disconnect();
      forget();
      location.assign("/");
    } catch (problem) {
      set({problem});
    }
  };
  const leave = async () => {
    set({stuck: null});
    try {
      await remove("/session");
    } catch (problem) {
      if (problem.status !== 401) { // nobody is signed in any more
        set({stuck: problem});
        return;
      }
    }
    disconnect();
    forget();
    forgetQuestion();
    set({me: null, board: null, held: null, panel: null, page: {}, ...LEFT});
    location.assign("/start");
  };
  return h("div", {class: "me"},
    me.demo ? h("label", null, h("span", {class: "hidden"}, "Role"), h("select", {value: me.role, onChange: change},
      me.roles.map(role => h("option", {key: role, value: role}, role.replaceAll("_", " "))))) : h("span", null, me.name, " ", h("span", {class: "quiet"}, me.role.replaceAll("_", " "))),
    h("span", {class: "quiet", title: me.about}, me.scopes.includes("*") ? "all hospitals" : me.scopes.join(", ")),
    h("button", {type: "button", class: "tool", onClick: leave}, "Sign out"));
}

// Whoever signs in comes back to what they look at; behind a # a browser would not ask anew.
function reload(event) {
  event.preventDefault();
  location.reload();
}

const Unreached = () => h("main", {class: "start"}, h("h1", null, "Wardflow"),
  h("p", {class: "problem", role: "alert"}, state.unreached.message, ". ", state.unreached.detail, " Trying again…"));

// Only who is not signed in is asked to.
async function comeIn(wait) {
  try {
    set({me: await get("/me"), unreached: null});
    listen(document.visibilityState === "visible");
  } catch (problem) {
    const unreached = problem.status === 401 ? null : problem;
    set({unreached});
    if (unreached) setTimeout(comeIn, wait, Math.min(2 * wait, RETRY_MOST));
  }
}

// Nobody may walk away from a screen that only looks left.
function Stuck() {
  const {stuck} = state;
  return stuck ? h("p", {class: "banner bad", role: "alert"}, `You ${stuck.status ? "are" : "may be"} still signed in: ${stuck.message}. ${stuck.detail}`) : null;
}

// A screen reader says an alert whenever it changes: so the age, which grows each second, stands beside it.
const Aging = ({said, age}) => h("div", {class: "banner bad"}, h("span", {role: "alert"}, said), " ", h("span", null, age));

function Banner() {
  const {path, get: parameter} = address();
  const asOf = lookedAt();
  const {word, seconds} = trust();
  if (word === "out") {
    return h("p", {class: "banner bad", role: "alert"}, "You are signed out: the session has ended. ",
      state.board && !asOf ? "These numbers are not of now. " : null, h("a", {href: location.href, onClick: reload}, "Sign in"));
  }
  if (asOf && !isTime(asOf)) {
    return h("p", {class: "banner bad", role: "alert"}, `"${asOf}" is no time, so there is nothing to show: an instant is written as 2026-11-20T03:00:00Z. `,
      h("button", {type: "button", class: "tool", onClick: () => keep({asof: null})}, "Look at now"));
  }
  if (asOf) {
    return h("p", {class: "banner past", role: "status"}, path === "/explore" ? `You look at ${time(asOf)}: kpi.* answers with what was true then, gold.* and silver.* with the rows as known today. Not live.`
      : `You look at ${time(asOf)}: what was true then, by today's knowledge. Not live.`);
  }
  if (state.paused) return h("p", {class: "banner", role: "status"}, "Paused: the numbers stand still", state.held ? "; newer ones are there." : ".");
  const old = oldNumbers();
  if (old) return h(Aging, old);
  if (word === "stale") return h(Aging, {said: "Do not take these numbers for now: the pipeline is behind or the server does not answer.", age: `They are ${age(seconds)} old.`});
  if (word === "loading") return h("p", {class: "banner", role: "status"}, state.board ? `History is being loaded, so far to ${time(state.board.asOf)}. These are not the numbers of now.` : "The first numbers are on their way.");
  if (word === "none") return h("p", {class: "banner bad", role: "alert"}, "No connection to the server; trying again…");
  if (word === "lost") return h(Aging, {said: "No connection to the server; trying again…", age: `The numbers are ${age(seconds)} old.`});
  const elsewhere = parameter("asof");
  return elsewhere ? h("p", {class: "banner past", role: "status"}, `This page shows ${path === "/audit" ? "all that was noted" : "now"}, whatever instant is looked at: it does not go back to ${time(elsewhere)}.`) : null;
}

function theme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  localStorage.setItem("theme", root.dataset.theme);
}

function zone() {
  localStorage.setItem("zone", isHere() ? "UTC" : "here");
  inZone(localStorage.getItem("zone"));
  set({});
}

// Who speaks to the computer would set off one with each word.
const hasKeys = () => localStorage.getItem("keys") !== "off";

function switchKeys() {
  localStorage.setItem("keys", hasKeys() ? "off" : "on");
  set({});
}

function keys(event) {
  if (event.target.closest?.("input, textarea, select") || event.metaKey || event.ctrlKey || event.altKey) return;
  if (event.key !== "Escape" && !hasKeys()) return;
  // From a wall nothing leads on; but what moves can be stopped there, too.
  const free = address().path !== "/wall";
  const links = [...document.querySelectorAll(".tile h3 a, .calm-table th a")];
  const at = links.indexOf(document.activeElement);
  if (event.key === "j") links[Math.min(at + 1, links.length - 1)]?.focus();
  else if (event.key === "k") links[Math.max(at - 1, 0)]?.focus();
  else if (event.key === "p") pause(!state.paused);
  else if (event.key === "t") theme();
  else if (event.key === "z") zone();
  else if (event.key === "b" && free) go("/");
  else if (event.key === "Escape") keep({kpi: null, kpih: null, kpid: null});
}

function listen(on) {
  if (state.me && on) connect();
  else disconnect();
}

async function begin() {
  const chosen = localStorage.getItem("theme");
  if (chosen) document.documentElement.dataset.theme = chosen;
  inZone(localStorage.getItem("zone"));
  addEventListener("popstate", () => set({}));
  addEventListener("address", () => set({}));
  addEventListener("keydown", keys);
  // A browser has six connections to a server for all its tabs: one that nobody looks at gives its own back.
  addEventListener("visibilitychange", () => listen(document.visibilityState === "visible"));
  addEventListener("pagehide", () => {
    remember();
    listen(false);
  });
  // What a browser kept may be of somebody who has signed out since.
  addEventListener("pageshow", event => event.persisted && location.reload());
  setInterval(() => set({}), 1000); // ages grow without an event
  if (address().path !== "/start") await comeIn(RETRY_FIRST);
  start(App);
}

await begin();
