// One state, one render: a page is a function of what is in here.
import {h, render} from "./vendor/preact.module.js";

export {h};

export const state = {
  me: null,
  problem: null,
  unreached: null, // why it is not known yet who is signed in
  board: null, // {version, asOf, counted, thresholds, findings, tiles, order}
  fresh: null, // what the server last said about the age of the data
  heardAt: 0, // when it last said anything, by this browser's clock
  connected: false,
  stuck: null, // why a sign-out came to nothing
  signedOut: false, // the session ended while the page was open
  paused: false,
  held: null, // the board that waits while paused
  page: {}, // what a page has loaded
  panel: null, // the definition of a number
  desk: null, // what a steward has before them: {rule, messages, ticked}
  decided: null, // what became of their last decision
};

let scheduled = false;
let failed = false;
let view = () => null;

export function start(root) {
  view = root;
  paint();
}

export function set(patch) {
  Object.assign(state, patch);
  if (!scheduled) {
    scheduled = true;
    requestAnimationFrame(paint);
  }
}

function paint() {
  scheduled = false;
  const host = document.getElementById("app");
  if (!host.dataset.ours) {
    host.replaceChildren();
    host.dataset.ours = "yes";
  }
  // After a failure what was drawn is half of the old and half of the new: begin anew, beside it, and show it if it succeeds.
  const target = failed ? bare(host) : host;
  const focused = document.activeElement, ward = focused?.closest("[data-ward]")?.dataset.ward;
  try {
    render(h(view), target);
    if (failed) host.replaceWith(target);
    failed = false;
    if (focused && focused !== document.body && document.activeElement === document.body) again(focused, ward);
  } catch (problem) {
    if (failed) return;
    failed = true;
    console.error(problem);
    const instead = bare(host);
    instead.append(apology());
    host.replaceWith(instead);
  }
}

// What is moved loses the focus, and a ward that becomes urgent stands elsewhere, drawn anew: the focus goes there with it.
function again(focused, ward) {
  if (focused.isConnected) focused.focus({preventScroll: true});
  else if (ward) document.querySelector(`[data-ward="${CSS.escape(ward)}"] :is(a, button)`)?.focus({preventScroll: true});
}

const bare = host => host.cloneNode(false);

// Without what draws the pages, for that is what failed: and nothing that says live is left on the screen.
function apology() {
  const text = document.createElement("p");
  text.className = "banner bad";
  text.setAttribute("role", "alert");
  const link = document.createElement("a");
  link.href = location.href;
  link.textContent = "reload";
  link.onclick = event => {
    event.preventDefault();
    location.reload();
  };
  const board = document.createElement("a");
  board.href = "/";
  board.textContent = "go to the board";
  text.append("This page failed: it shows nothing. You may ", link, " it, or ", board, ".");
  return text;
}

// The address is the state that can be shared: page, filter, instant, open definition.
export function address() {
  const url = new URL(location.href);
  return {path: url.pathname, get: name => url.searchParams.get(name), question: url.hash.startsWith(QUESTION) ? read(url.hash.slice(QUESTION.length)) : null};
}

// A question in SQL may name a patient, so it stands behind the #: that part of an address never leaves the browser for a server and its logs.
const QUESTION = "#sql=";

function read(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return null; // cut off on its way
  }
}

export function keepQuestion(sql) {
  history.replaceState(null, "", location.pathname + location.search + QUESTION + encodeURIComponent(sql));
}

export function forgetQuestion() {
  if (location.hash.startsWith(QUESTION)) history.replaceState(null, "", location.pathname + location.search);
}

// Where a click goes to: the instant and the hospital that are looked at go along.
export function target(path, parameters = {}) {
  const url = new URL(path, location.origin);
  const old = new URL(location.href).searchParams;
  for (const name of ["asof", "hospital"]) {
    if (old.has(name) && !(name in parameters)) url.searchParams.set(name, old.get(name));
  }
  for (const [name, value] of Object.entries(parameters)) {
    if (value === null || value === "") url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  return url;
}

export function go(path, parameters = {}, replace = false) {
  history[replace ? "replaceState" : "pushState"](null, "", target(path, parameters));
  dispatchEvent(new Event("address"));
}

export function keep(parameters) {
  const current = Object.fromEntries(new URL(location.href).searchParams);
  go(location.pathname + location.hash, {...current, ...parameters}, true);
}
