// The stream of the board: a snapshot, then what changed, and a sign of life every ten seconds.
import {forgetQuestion, set, state} from "./store.js";
import {get} from "./api.js";
import {past} from "./words.js";

const SILENCE = 25_000; // two signs missed, and a little
export const RETRY_FIRST = 1_000; // twice as long after each try in vain
export const RETRY_MOST = 30_000;
let source = null;
let wait = RETRY_FIRST;
let timer = 0;
let turn = 0; // counts what ends a try under way
let begun = 0;
let first = 0; // when the first stream was asked for
let alive = 0; // when a stream last said anything, of a picture or not

export function connect() {
  if (source) return;
  clearTimeout(timer);
  begun = Date.now();
  first ||= begun;
  source = new EventSource("/api/v1/stream");
  source.onopen = () => set({connected: true});
  source.onerror = event => {
    set({connected: false});
    if (event.target === source && source.readyState === EventSource.CLOSED) refused();
  };
  source.addEventListener("hello", live);
  source.addEventListener("beat", live);
  source.addEventListener("snapshot", event => {
    const {tiles: list, ...head} = JSON.parse(event.data);
    const tiles = new Map(list.map(tile => [tile.id, tile]));
    show({...head, tiles, order: list.map(tile => tile.id), ...marked(state.held ?? state.board ?? recalled(), tiles)});
  });
  source.addEventListener("change", event => {
    const {changed, order, ...head} = JSON.parse(event.data);
    const before = state.held ?? state.board;
    if (!before) return;
    const tiles = new Map(before.tiles);
    for (const [id, tile] of Object.entries(changed)) tiles.set(id, tile);
    for (const id of tiles.keys()) if (!order.includes(id)) tiles.delete(id);
    show({...head, tiles, order, ...marked(before, tiles)});
  });
}

// Before its first picture a stream shows nothing: that says nothing of what is still on the screen, which grows old.
function live(event) {
  const fresh = JSON.parse(event.data);
  if (fresh.version || !state.board) sign(fresh);
  else alive = Date.now();
}

// A stream that has died without an end, as behind a firewall that forgot it, is none that the browser would begin anew; nor is one that never comes about.
setInterval(() => {
  if (!source || Math.min(past(begun), past(alive)) < SILENCE) return;
  disconnect();
  connect();
}, SILENCE / 5);

// A browser tries again by itself when a connection breaks, but never when it was answered with anything but a stream: a refusal, a proxy's page.
function refused() {
  source = null;
  recover();
}

// What may be of patients does not stay on a screen whose session has ended; the board does, as old.
export const LEFT = {visits: null, answer: null, typed: null, seen: null, desk: null, decided: null};

async function recover() {
  const mine = ++turn;
  const {me, problem} = await get("/me").then(found => ({me: found}), found => ({problem: found}));
  if (mine !== turn) return;
  if (me && who(me) !== who(state.me)) {
    location.reload(); // somebody else has signed in: what is on the screen is not theirs
    return;
  }
  const back = state.signedOut && me;
  const signedOut = problem?.status === 401 || (state.signedOut && !me);
  set(signedOut ? {signedOut, ...LEFT} : {signedOut});
  if (signedOut) forgetQuestion();
  if (back) {
    connect();
    return;
  }
  timer = setTimeout(signedOut ? recover : connect, wait);
  wait = Math.min(2 * wait, RETRY_MOST);
}

const who = ({name, role, scopes}) => JSON.stringify([name, role, [...scopes ?? []].sort()]);

export function disconnect() {
  clearTimeout(timer);
  turn++;
  source?.close();
  source = null;
  set({connected: false});
}

// When each department last changed before the eyes of who looks, and what its numbers were before. While a page is hidden it has no stream and keeps what was last seen, so what comes with
// the next one is marked from the return on.
function marked(seen, tiles) {
  const changed = new Map(seen?.changed), former = new Map(seen?.former), now = Date.now();
  for (const [id, tile] of tiles) {
    const before = seen?.tiles.get(id);
    if (!before || !MARKED.some(name => before[name] !== tile[name])) continue;
    // Of several changes within a minute the first tells what there was.
    if (!(now - former.get(id)?.at < MARK)) former.set(id, {...of(before), at: now});
    changed.set(id, now);
  }
  return {changed, former};
}

export const MARK = 60_000; // how long a change is marked
export const MARKED = ["ready", "occupied", "waiting", "beds"];
const of = tile => Object.fromEntries(MARKED.map(name => [name, tile[name]]));

// What was last seen outlives a reload: numbers of departments, for the same viewer alone, and not for long. A browser may refuse to keep anything.
const SEEN_MAX = 15 * 60_000;
let left = false;

export function remember() {
  if (left || !state.me || !state.board) return;
  try {
    sessionStorage.setItem("seen", JSON.stringify({who: who(state.me), at: Date.now(), tiles: [...state.board.tiles].map(([id, tile]) => [id, of(tile)])}));
  } catch { /* then a reload tells no change */ }
}

// Who goes leaves nothing to whoever comes next.
export function forget() {
  left = true;
  try {
    sessionStorage.removeItem("seen");
  } catch { /* nothing was kept */ }
}

function recalled() {
  try {
    const seen = JSON.parse(sessionStorage.getItem("seen"));
    return seen && seen.who === who(state.me) && past(seen.at) < SEEN_MAX ? {tiles: new Map(seen.tiles)} : null;
  } catch {
    return null;
  }
}

function show(board) {
  sign(board.fresh);
  if (state.paused) set({held: board});
  else set({board, held: null});
}

function sign(fresh) {
  wait = RETRY_FIRST;
  alive = Date.now();
  set({fresh, heardAt: alive, connected: true, signedOut: false});
}

// How much what is on the screen can be trusted to be of now: loading (history comes in, and is not of now yet), live, late, stale, lost, or out
// (the session has ended); of none where nothing came yet. Away: for how many seconds nobody has answered.
export function trust() {
  const silent = past(state.heardAt), mute = Math.min(past(alive), past(first)), away = Math.round(mute / 1000);
  const seconds = state.fresh ? state.fresh.ageSeconds + Math.round(silent / 1000) : 0;
  if (state.signedOut) return {word: "out", seconds};
  if (!state.fresh) return {word: first && mute > SILENCE ? "none" : "waiting", seconds, away};
  if (silent > 120_000 || state.fresh.state === "stale") return {word: "stale", seconds};
  if (mute > SILENCE || !state.connected) return {word: "lost", seconds, away};
  return silent > SILENCE ? {word: state.fresh.state === "loading" ? "loading" : "late", seconds} : {word: state.fresh.state, seconds: state.fresh.ageSeconds};
}

export function pause(on) {
  if (on) set({paused: true});
  else if (state.held) set({paused: false, board: {...state.held, ...marked(state.board, state.held.tiles)}, held: null});
  else set({paused: false});
}
