// The stream of the board: a snapshot, then what changed, and a sign of life every ten seconds.
import {set, state} from "./store.js";

const SILENCE = 25_000; // two signs missed, and a little
let source = null;

export function connect() {
  if (source) return;
  source = new EventSource("/api/v1/stream");
  source.onopen = () => set({connected: true});
  source.onerror = () => set({connected: false});
  source.addEventListener("hello", event => sign(JSON.parse(event.data)));
  source.addEventListener("beat", event => sign(JSON.parse(event.data)));
  source.addEventListener("snapshot", event => {
    const {tiles, ...head} = JSON.parse(event.data);
    show({...head, tiles: new Map(tiles.map(tile => [tile.id, tile])), order: tiles.map(tile => tile.id), changed: new Map()});
  });
  source.addEventListener("change", event => {
    const {changed, order, ...head} = JSON.parse(event.data);
    const before = state.held ?? state.board;
    if (!before) return;
    const tiles = new Map(before.tiles);
    const marks = new Map(before.changed);
    for (const [id, tile] of Object.entries(changed)) {
      if (moved(tiles.get(id), tile)) marks.set(id, Date.now());
      tiles.set(id, tile);
    }
    for (const id of tiles.keys()) if (!order.includes(id)) tiles.delete(id);
    show({...head, tiles, order, changed: marks});
  });
}

export function disconnect() {
  source?.close();
  source = null;
  set({connected: false});
}

function moved(before, after) {
  return before && ["occupied", "ready", "waiting", "beds"].some(name => before[name] !== after[name]);
}

function show(board) {
  sign(board.fresh);
  if (state.paused) set({held: board});
  else set({board, held: null});
}

function sign(fresh) {
  set({fresh, heardAt: Date.now(), connected: true});
}

// How much what is on the screen can be trusted to be of now: loading (history comes in, and is not of now yet), live, late, stale or lost.
export function trust() {
  if (!state.fresh) return {word: "waiting", seconds: 0};
  const silent = Date.now() - state.heardAt;
  const seconds = state.fresh.ageSeconds + Math.round(silent / 1000);
  if (silent > 120_000 || state.fresh.state === "stale") return {word: "stale", seconds};
  if (silent > SILENCE || !state.connected) return {word: "lost", seconds};
  return {word: state.fresh.state, seconds: state.fresh.ageSeconds};
}

export function pause(on) {
  if (on) set({paused: true});
  else set({paused: false, board: state.held ?? state.board, held: null});
}
