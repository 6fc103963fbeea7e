// The board: what to do first, in words; then the departments, the urgent ones large.
import {address, h, keep, state} from "./store.js";
import {get} from "./api.js";
import {MARK, MARKED, trust} from "./live.js";
import {spark} from "./charts.js";
import {A, Age, Figure, Hospitals, Level, Scope, Trouble, aged, loaded} from "./ui.js";
import {LEVELS, calm, count, headline, isUnknown, levelsOf, ofBeds, ofHistory, past, plural, relief, span, time, wardAt} from "./words.js";

export function Board({wall}) {
  const asOf = address().get("asof");
  let board = state.board, problem = null;
  if (asOf) {
    const page = loaded("board " + asOf, () => get("/board", {asof: asOf}), 600_000);
    board = page.data && {...page.data, order: page.data.tiles.map(tile => tile.id),
      tiles: new Map(page.data.tiles.map(tile => [tile.id, tile])), changed: new Map(), former: new Map()};
    problem = page.problem;
  }
  if (!board) return h("div", null, h(Trouble, {problem}), problem ? null : h("p", {class: "quiet"}, "Waiting for the first numbers…"));
  const all = board.order.map(id => board.tiles.get(id)).filter(Boolean);
  const hospital = address().get("hospital");
  const shown = hospital ? all.filter(tile => tile.hospitalId === hospital) : all;
  const {word} = trust();
  const context = {counted: board.counted, at: asOf || state.paused || !["live", "late"].includes(word) ? board.asOf : null};
  const nowhere = Boolean(hospital && all.length && !shown.length);
  const [first, second] = nowhere ? [[`You see no department of hospital ${hospital}.`], []] : headline(shown, context);
  const urgent = shown.filter(tile => ["OVER", "CRITICAL"].includes(tile.level));
  const watch = shown.filter(tile => tile.level === "WARNING");
  const known = shown.filter(tile => tile.level === "CALM");
  const unknown = shown.filter(isUnknown);
  const common = {all, board, wall};
  return h("div", {class: aged("board"), "data-version": board.version},
    h("div", {class: "headline", role: "status", "aria-live": "polite"},
      h("p", {class: "first"}, said(first, hospital, urgent.length ? h("span", {class: "level " + LEVELS[urgent[0].level].css, "aria-hidden": "true"}, LEVELS[urgent[0].level].shape, " ") : null)),
      second.length ? h("p", {class: "second"}, said(second, hospital)) : null),
    nowhere ? h("p", null, h("button", {type: "button", class: "tool", onClick: () => keep({hospital: null})}, "Show those that you see")) : null,
    wall ? shown.length && hospital ? h("p", {class: "quiet of-hospital"}, `Of ${shown[0].hospital} alone.`) : null : h(Filter, {all, hospital}),
    h(Scope, {of: board.counted === "scope"}),
    board.counted === "part" ? h("p", {class: "quiet"}, "Outside your scope you see some numbers only; where they do not tell how urgent a ward is, it stands under Not known.") : null,
    h(Section, {title: "Act now", css: "urgent", tiles: urgent, ...common, empty: shown.length ? [LEVELS[unknown.length ? "UNKNOWN" : "CALM"].shape + " ", h(Figure, {kpi: "occupancy_now", hospital}, calm(shown, context) + ".")] : null}),
    h(Section, {title: "Watch", css: "watch", tiles: watch, ...common}),
    h(Rest, {title: "Calm ", tiles: known, wall, board}),
    h(Rest, {title: "□ Not known ", tiles: unknown, wall, board}));
}

// Words whose numbers open their definitions.
const said = (parts, hospital, before = null) => parts.map((part, i) => typeof part === "string" ? part
  : h(Figure, {kpi: part.kpi, hospital: part.tile?.hospitalId ?? hospital, department: part.tile?.department}, i ? null : before, part.text));

const Many = ({tiles}) => h(Figure, {kpi: "occupancy_now", hospital: address().get("hospital"), css: "quiet"}, count(tiles.length));

// Beds that are neither taken nor ready nor told of: vacated without a word, or of a state that nobody here knows.
function unsaid({beds, occupied, ready, dirty, cleaning, closed}) {
  return [beds, ready, dirty].includes(null) ? 0 : Math.max(0, beds - occupied - ready - dirty - cleaning - closed);
}

function Filter({all, hospital}) {
  const ready = id => h(Figure, {kpi: "occupancy_now", hospital: id || null, css: "quiet"}, `${all.filter(tile => !id || tile.hospitalId === id).reduce((sum, tile) => sum + (tile.ready ?? 0), 0)} ready`);
  return h(Hospitals, {hospitals: all.map(tile => [tile.hospitalId, tile.hospital]), hospital, note: ready});
}

function Section({title, css, tiles, empty, ...common}) {
  if (tiles.length === 0) return empty ? h("p", {class: "all-calm"}, empty) : null;
  return h("section", {class: css},
    h("h2", null, title, " ", h(Many, {tiles})),
    h("div", {class: "tiles"}, tiles.map(tile => h(Tile, {key: tile.id, tile, ...common}))));
}

const LABELS = {ready: "ready", occupied: "in beds", waiting: "waiting", beds: "beds"};

// What changed within a minute, and what it was before.
function Changed({tile, board, place}) {
  if (past(board.changed.get(tile.id) ?? 0) >= MARK) return null;
  const was = board.former.get(tile.id);
  const told = MARKED.filter(name => was && was[name] !== tile[name]).map(name => `${LABELS[name]} ${count(tile[name])}, was ${count(was[name])}`);
  return h(Figure, {kpi: "occupancy_now", ...place, css: "badge new"}, `✦ ${told.join("; ") || "changed, and back"}`);
}

function Tile({tile, all, board, wall}) {
  const {css} = LEVELS[tile.level];
  const place = {hospital: tile.hospitalId, department: tile.department};
  const counts = tile.spark.filter(value => value !== null);
  const trend = counts.length ? tile.occupied - counts[counts.length - 1] : null;
  const other = tile.ready === 0 ? relief(tile, all) : null;
  const target = tile.waitsFor && tile.waitsFor !== tile.department
    ? all.find(one => one.hospitalId === tile.hospitalId && one.department === tile.waitsFor) : null;
  return h("article", {class: "tile " + css, "data-ward": tile.id, "aria-label": `${tile.hospital} ${tile.department}`},
    h("header", null,
      h("h3", null, h(Name, {tile, wall})),
      h("span", {class: "hospital"}, tile.hospital),
      h(Level, {level: tile.level})),
    h("div", {class: "now"},
      h(Figure, {kpi: "occupancy_now", ...place, css: "big"}, h("b", null, count(tile.ready)), " ready"),
      h(Figure, {kpi: "occupancy_now", ...place}, h("b", null, count(tile.occupied)), ofBeds(tile) || " in beds",
        tile.percent === null ? null : h("span", {class: "quiet"}, ` ${tile.percent} %`))),
    h("ul", {class: "facts"},
      tile.waiting ? h("li", null, h(Figure, {kpi: "waiting_now", ...place}, h("b", null, plural(tile.waiting, "waits", "wait")), ` for a bed${tile.longestWait === null ? "" : ", longest " + span(tile.longestWait)}`),
        target ? [` for ${target.department}`, target.ready === null ? null : [": ", h(Figure, {kpi: "occupancy_now", hospital: target.hospitalId, department: target.department}, `${count(target.ready)} ready there`)]] : null) : null,
      tile.arrived ? h("li", null, h(Figure, {kpi: "waiting_now", ...place}, h("b", null, `${tile.arrived} came`), `, not in a bed yet, longest ${span(tile.longestArrived)}`)) : null,
      unsaid(tile) ? h("li", null, h(Figure, {kpi: "occupancy_now", ...place}, `${unsaid(tile)} empty, not said to be ready`)) : null,
      tile.dirty + tile.cleaning + tile.closed ? h("li", null, h(Figure, {kpi: "beds_now", ...place},
        [tile.cleaning && `${tile.cleaning} being cleaned`, tile.dirty && `${tile.dirty} to clean`, tile.closed && `${tile.closed} closed`].filter(Boolean).join(", "))) : null,
      tile.leaving === null ? null : h("li", null, h(Figure, {kpi: "pending_moves", ...place},
        tile.after === null ? `${tile.leaving} leaving` : ["after known moves ", h("b", null, count(tile.after)), ofBeds(tile), h("span", {class: "quiet"}, `: ${tile.leaving} leaving, ${tile.arriving} coming`)])),
      tile.forecast ? h("li", null, h(Forecast, {forecast: tile.forecast, tile, place, board})) : null,
      tile.silent ? h("li", null, h(Silent, {tile, place})) : null,
      other ? h("li", {class: "relief"}, h(Figure, {kpi: "occupancy_now", hospital: other.hospitalId, department: other.department}, `${other.hospital} ${other.department} has ${other.ready} ready`)) : null),
    h("div", {class: "past"}, h(Figure, {kpi: "occupancy_hourly", ...place},
      spark(tile.spark, tile.beds, `Patients in beds over the last 24 hours, now ${tile.occupied}`, levelsOf(tile, board.thresholds, false)),
      trend === null ? null : h("span", {class: "trend", title: "since the last full hour"}, trend > 0 ? `↗ +${trend}` : trend < 0 ? `↘ ${trend}` : "→ 0"))),
    h("footer", null,
      h(Changed, {tile, board, place}),
      h(Age), h(Findings, {tile, board}),
      h("details", {class: "legend"}, h("summary", {"aria-label": "Legend"}, "i"),
        h("p", null, `Ready: empty and clean. Per cent: of the beds that are not closed. ▲ act now: more patients than beds. ▲ critical: ${Number(board.thresholds.critical)} % or more, a wait of ${span(Number(board.thresholds.longWait))}, or someone waits and no bed is ready. `
          + `● watch: ${Number(board.thresholds.warning)} % or more, someone waits, or no bed is ready. After known moves: less those expected to leave within 4 h, plus those announced. The line: patients in beds, 24 h; bands for watch (dotted, from ${Number(board.thresholds.warning)} %) and critical (dashed, from ${Number(board.thresholds.critical)} %), shaded above the beds. Arrow: since the last full hour. Forecast: patients in four hours, by what these hours of the week brought in up to three weeks before; eight of ten such forecasts of the last week were within the two numbers. ? not heard of: no message for so long that one may be lost; counted in beds, but not as waiting, and not as urgent.`))));
}

// From a wall, that anybody may touch, no way leads to the patients of a department.
function Name({tile, wall}) {
  return wall ? tile.department : h(A, {href: wardAt(tile.hospitalId, tile.department)}, tile.department);
}

// What the same hours of the week brought before, with how far that was off.
function Forecast({forecast, tile, place, board}) {
  if (forecast.patients === null) {
    return h(Figure, {kpi: "occupancy_forecast", ...place, css: "quiet"}, `no forecast: ${ofHistory(forecast.historyHours, Number(board.thresholds.forecastHistory))} of history`);
  }
  return h(Figure, {kpi: "occupancy_forecast", ...place}, `forecast ${time(forecast.at, false)} `, h("b", null, count(forecast.patients)), ofBeds(tile),
    h("span", {class: "quiet"}, ` (${forecast.low} to ${forecast.high}), off by ${forecast.error} on average`));
}

// No message for so long that one may be lost: told apart, for it says nothing about how full or how slow the ward is.
function Silent({tile, place}) {
  return h(Figure, {kpi: "not_heard_of", ...place, css: "silent"}, `? ${tile.silent} not heard of since ${time(tile.silentSince)}: check`);
}

function Findings({tile, board}) {
  const found = board.findings[tile.hospitalId];
  if (found === undefined) return null;
  const text = [found ? `⚑ ${plural(found, "finding", "findings")}` : "✓ no findings", h("span", {class: "hidden", key: "where"}, " in this hospital, today and yesterday")];
  return state.me.rights.includes("QUALITY") ? h(Figure, {kpi: "findings_by_rule", hospital: tile.hospitalId, css: "badge"}, text) : h("span", {class: "badge"}, text);
}

function Rest({title, tiles, wall, board}) {
  return tiles.length ? h("section", null, h("h2", null, title, h(Many, {tiles})), h(Calm, {tiles, wall, board})) : null;
}

function Calm({tiles, wall, board}) {
  const {warning, critical} = board.thresholds;
  const hospitals = Map.groupBy ? Map.groupBy(tiles, tile => tile.hospital) : group(tiles);
  return h("div", {class: "calm-groups"}, [...hospitals].sort(([a], [b]) => a.localeCompare(b)).map(([name, members]) => h("table", {key: name, class: "calm-table"},
    h("caption", null, name),
    h("thead", {class: "hidden"}, h("tr", null, ["department", "ready", "occupied", "last 24 h"].map(text => h("th", {scope: "col", key: text}, text)))),
    h("tbody", null, members.map(tile => h(Row, {key: tile.id, tile, wall, board}))),
    h("tfoot", null, h("tr", null, h("td", {colSpan: 4}, h(Age), " ", h(Findings, {tile: members[0], board}),
      warning ? h("span", {class: "legend quiet"}, ` lines: dotted at ${Number(warning)} %, dashed at ${Number(critical)} %`) : null))))));
}

function Row({tile, wall, board}) {
  const place = {hospital: tile.hospitalId, department: tile.department};
  return h("tr", {"data-ward": tile.id},
    h("th", {scope: "row"}, h(Name, {tile, wall})),
    h("td", null, h(Figure, {kpi: "occupancy_now", ...place}, h("b", null, count(tile.ready)), " ready")),
    h("td", {class: "quiet"}, h(Figure, {kpi: "occupancy_now", ...place}, `${tile.occupied}${ofBeds(tile)}${tile.percent === null ? "" : ` ${tile.percent} %`}`),
      tile.silent ? [" ", h(Figure, {kpi: "not_heard_of", ...place, css: "silent"}, `? ${tile.silent} to check`)] : null),
    h("td", null, h(Figure, {kpi: "occupancy_hourly", ...place}, spark(tile.spark, tile.beds, "Patients in beds over the last 24 hours", levelsOf(tile, board.thresholds, false)))));
}

function group(tiles) {
  const groups = new Map();
  for (const tile of tiles) groups.set(tile.hospital, [...(groups.get(tile.hospital) ?? []), tile]);
  return groups;
}

