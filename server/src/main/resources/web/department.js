// One department: its beds, its day, its waits, its lengths of stay, and who is there, as far as the role may see.
import {address, h, set, state} from "./store.js";
import {get} from "./api.js";
import {bars, fan, lines, ranks} from "./charts.js";
import {A, Age, Figure, Level, Missing, Panel, Scope, Table, Trouble, aged, loaded, objects} from "./ui.js";
import {count, levelsOf, ofBeds, ofHistory, plural, span, time} from "./words.js";

const STATES = {
  occupied: {letter: "O", css: "bed-occupied"}, ready: {letter: "R", css: "bed-ready"}, dirty: {letter: "D", css: "bed-dirty"},
  cleaning: {letter: "C", css: "bed-cleaning"}, vacated: {letter: "V", css: "bed-vacated"}, closed: {letter: "X", css: "bed-closed"},
};

// What is told by each KPI, where only some count the viewer's scope alone.
const TOLD = {waiting_now: "who waits", beds_now: "beds to clean", pending_moves: "known moves", not_heard_of: "who was not heard of", occupancy_hourly: "the last 72 hours", bed_map: "the beds",
  flow_hourly: "coming and going", waits: "waits of 30 days", length_of_stay: "length of stay", occupancy_forecast: "the forecast", bottleneck_index: "the queue for beds", bed_turnaround: "cleaning",
  occupancy_by_gender: "gender", occupancy_by_age_band: "age"};

async function fetchAll(hospital, department, asof) {
  const problems = [];
  const rows = name => get(`/kpis/${name}/rows`, {hospital, department, asof}).catch(problem => {
    problems.push(problem);
    return {problem};
  });
  state.kpis ??= (await get("/kpis")).map(kpi => kpi.name);
  const [board, beds, hours, flow, waits, bands, stays, forecast] = await Promise.all([
    get("/board", {asof}), rows("bed_map"), rows("occupancy_hourly"), rows("flow_hourly"), rows("waits"), rows("length_of_stay_bands"), rows("length_of_stay"), rows("occupancy_forecast")]);
  const optional = {};
  for (const name of ["bottleneck_index", "bed_turnaround", "occupancy_by_gender", "occupancy_by_age_band"]) {
    if (state.kpis.includes(name)) optional[name] = await rows(name);
  }
  const scoped = new Set([...board.scoped ?? [], ...Object.entries({bed_map: beds, flow_hourly: flow, waits, length_of_stay: stays, length_of_stay_bands: bands, occupancy_forecast: forecast, ...optional})
    .filter(([, answer]) => answer.counted === "scope").map(([name]) => name)]);
  return {thresholds: board.thresholds, scoped, agrees: beds.version === board.version, tile: board.tiles.find(tile => tile.id === `${hospital}/${department}`), all: board.tiles, beds, hours, flow, waits, bands, stays, forecast, optional, problem: problems[0]};
}

export function Department({hospital, department}) {
  const asof = address().get("asof");
  const page = loaded(`department ${hospital} ${department} ${asof}`, () => fetchAll(hospital, department, asof));
  if (!page.data) return h("div", null, h(Trouble, {problem: page.problem}), page.problem ? null : h("p", {class: "quiet"}, "Loading…"));
  const {tile, agrees, beds, hours, flow, waits, bands, stays, forecast, optional, scoped, thresholds} = page.data;
  const place = {hospital, department};
  return h("div", {class: aged("department")},
    h("p", {class: "crumbs"}, h(A, {href: "/"}, "Board"), " › ", h(A, {href: "/", parameters: {hospital}}, tile?.hospital ?? hospital), " › ", department),
    h("div", {class: "headline"}, h("p", {class: "first"}, tile ? h(Level, {level: tile.level}) : null, " ", department, ", ", tile?.hospital ?? hospital),
      tile ? h("p", {class: "second"},
        h(Figure, {kpi: "occupancy_now", ...place}, `${plural(tile.ready, "bed", "beds")} ready`), " · ",
        h(Figure, {kpi: "occupancy_now", ...place}, `${tile.occupied}${ofBeds(tile)} occupied${agrees ? shared(tile, beds) : ""}`), " · ",
        tile.after === null ? null : [h(Figure, {kpi: "pending_moves", ...place}, `${tile.after} after known moves`), " · "],
        tile.forecast?.patients ? [h(Figure, {kpi: "occupancy_forecast", ...place}, `forecast ${time(tile.forecast.at, false)} ${tile.forecast.patients} (${tile.forecast.low} to ${tile.forecast.high})`), " · "] : null,
        h(Figure, {kpi: "waiting_now", ...place}, tile.waiting ? `${plural(tile.waiting, "patient waits", "patients wait")}, longest ${span(tile.longestWait)}${tile.waitsFor && tile.waitsFor !== department ? " for " + tile.waitsFor : ""}` : "nobody waits")) : null,
      h(Age)),
    h(Scope, {of: scoped.has("occupancy_now") || Object.keys(TOLD).filter(name => scoped.has(name)).map(name => TOLD[name])}),
    h(Why, {tile, optional}),
    h("div", {class: "panels"},
      h(BedMap, {beds, place, total: agrees ? tile?.beds : null}),
      h(Census, {hours, place, beds: tile?.beds, levels: tile ? levelsOf(tile, thresholds) : []}),
      h(Forecast, {forecast, place, beds: tile?.beds}),
      h(Flow, {flow, place}),
      h(Waits, {waits, place}),
      h(Stays, {bands, stays, place}),
      h(Groups, {title: "Who is here, by gender", kpi: "occupancy_by_gender", column: "gender", rows: optional.occupancy_by_gender, place}),
      h(Groups, {title: "Who is here, by age", kpi: "occupancy_by_age_band", column: "age_band", rows: optional.occupancy_by_age_band, place}),
      state.me.rights.includes("VISITS") ? h(Visits, {place, asof}) : null));
}

// The bed map shows each bed once, so a bed with two patients makes it show fewer than are here; as does one of an earlier version, which nobody compares.
function shared(tile, beds) {
  const taken = beds.rows ? objects(beds).filter(row => row.bed_state === "occupied").length : 0;
  return taken && tile.occupied > taken ? `, ${tile.occupied - taken} in a bed that another patient has, too` : "";
}

const first = answer => answer?.rows ? objects(answer)[0] : undefined;

// What holds the department up, in words and parts.
function Why({tile, optional}) {
  const row = first(optional.bottleneck_index);
  const turn = first(optional.bed_turnaround);
  if (!tile) return null;
  const parts = [];
  const part = (kpi, text) => parts.push(h(Figure, {kpi, hospital: tile.hospitalId, department: tile.department}, text));
  if (tile.waiting) part("waiting_now", plural(tile.waiting, "patient waits", "patients wait"));
  if (tile.dirty + tile.cleaning) part("beds_now", `${plural(tile.dirty + tile.cleaning, "empty bed is", "empty beds are")} not clean`);
  if (tile.closed) part("beds_now", `${plural(tile.closed, "bed is", "beds are")} closed`);
  if (tile.silent) part("not_heard_of", `${plural(tile.silent, "patient was", "patients were")} not heard of since ${time(tile.silentSince)}: check`);
  if (tile.leaving) part("pending_moves", `${plural(tile.leaving, "patient is", "patients are")} expected to leave within 4 h`);
  if (turn?.median_minutes) part("bed_turnaround", `cleaning a bed takes ${span(turn.median_minutes)} as a rule`);
  const missing = Object.values(optional).some(answer => answer.problem);
  return h("p", {class: "why-line"}, h("b", null, "What holds it up: "), parts.length ? parts.flatMap((each, i) => i ? ["; ", each] : [each]) : "nothing that is known", missing ? "; a part was not loaded" : "", ". ",
    row ? h(Figure, {kpi: "bottleneck_index", hospital: tile.hospitalId, department: tile.department},
      plural(row.freed_last_day, "bed was", "beds were") + " freed in 24 h" + (!row.waiting ? "; nobody queues for a bed here."
        : row.hours_to_clear === null ? `, so nobody knows when the queue of ${row.waiting} for beds here clears.`
          : `, so the queue of ${row.waiting} for beds here would take ${row.hours_to_clear} h to clear.`)) : null);
}

function BedMap({beds, place, total: all}) {
  if (beds.problem) return h(Missing, {title: "Beds", ...beds});
  const total = beds.counted === "scope" && !beds.rows.length ? null : all; // beds that the viewer may not see are named all the same
  const rows = objects(beds).sort((a, b) => a.bed_id.localeCompare(b.bed_id, "en", {numeric: true}));
  const counts = Object.keys(STATES).map(name => [name, rows.filter(row => row.bed_state === name).length]).filter(([, number]) => number);
  const unknown = rows.filter(row => !STATES[row.bed_state]).length;
  return h(Panel, {title: "Beds", kpi: "bed_map", ...place, wide: true, table: beds,
    note: `${counts.map(([name, number]) => `${STATES[name].letter} ${name} ${number}`).join(" · ")}${unknown ? ` · ? ${unknown} of a state that is not known` : ""}${total && total > rows.length ? ` · ${total - rows.length} of ${total} never named in a message` : ""}${
      total && total < rows.length ? ` · messages name ${rows.length} beds, the department says it has ${total}: only so many count as ready` : ""}`},
    h("ul", {class: "beds"}, rows.map(row => h("li", {key: row.bed_id, class: STATES[row.bed_state]?.css ?? "bed-vacated"},
      h("span", {class: "letter"}, STATES[row.bed_state]?.letter ?? "?"), h("b", null, row.bed_id), h("span", {class: "quiet"}, span(row.minutes))))));
}

function Census({hours, place, beds, levels}) {
  if (hours.problem) return h(Missing, {title: "Patients in beds, last 72 hours", ...hours});
  const rows = objects(hours).slice(-72);
  return h(Panel, {title: "Patients in beds, last 72 hours", kpi: "occupancy_hourly", ...place, table: hours,
    note: levels.length ? `Bands: watch from ${levels[0].name} and critical from ${levels[1].name} of the beds that are open now; shaded above all beds.` : null},
    lines({label: "Patients in beds by hour", labels: rows.map(row => time(row.hour_start).slice(5, 16)), limit: beds, limitName: `${beds} beds`, levels,
      series: [{name: "patients", css: "main", values: rows.map(row => row.closing_census)}]}));
}

// The next four hours, with how wrong such forecasts were.
function Forecast({forecast, place, beds}) {
  if (forecast.problem) return h(Missing, {title: "Forecast of the next four hours", ...forecast});
  if (!forecast.rows.length) return null;
  const rows = objects(forecast);
  const [first] = rows;
  if (first.patients === null) {
    return h(Panel, {title: "Forecast of the next four hours", kpi: "occupancy_forecast", ...place},
      h("p", null, `Too little history: ${ofHistory(first.history_hours, forecast.parameters?.history_hours)}. There is no forecast yet.`));
  }
  const hour = row => time(Date.parse(row.closed_ts) + row.hours_ahead * 3_600_000, false).slice(0, 5);
  const last = rows[rows.length - 1];
  return h(Panel, {title: "Forecast of the next four hours", kpi: "occupancy_forecast", ...place, table: forecast,
    note: `By what the same hours of the week brought. Four hours ahead the forecasts of the last week were off by ${last.mean_error} on average; to expect no change was off by ${last.mean_error_unchanged}${
      Number(last.mean_error) > Number(last.mean_error_unchanged) ? ", so rather expect none" : ""}.`},
    fan({label: `Forecast of patients: ${rows.map(row => `${hour(row)} ${row.patients}`).join(", ")}`, limit: beds, labels: [time(first.closed_ts, false).slice(0, 5), ...rows.map(hour)],
      middle: [first.patients_now, ...rows.map(row => row.patients)], low: [first.patients_now, ...rows.map(row => row.low)], high: [first.patients_now, ...rows.map(row => row.high)]}));
}

function Flow({flow, place}) {
  if (flow.problem) return h(Missing, {title: "Coming (up) and going (down), last 36 hours", ...flow});
  const rows = objects(flow).slice(-36);
  return h(Panel, {title: "Coming (up) and going (down), last 36 hours", kpi: "flow_hourly", ...place, table: flow},
    bars({label: "Arrivals and departures by hour", labels: rows.map(row => time(row.hour_start, false).slice(0, 5)),
      up: rows.map(row => row.admissions + row.transfers_in), down: rows.map(row => row.discharges + row.transfers_out)}));
}

function Waits({waits, place}) {
  if (waits.problem) return h(Missing, {title: "Waits, last 30 days", ...waits});
  const row = first(waits);
  return h(Panel, {title: "Waits, last 30 days", kpi: "waits", ...place, table: waits},
    row ? h("dl", {class: "pairs"}, Object.entries(row).filter(([name]) => !["hospital_id", "hospital", "department"].includes(name)).map(([name, value]) =>
      h("div", {key: name}, h("dt", null, name.replaceAll("_", " ")), h("dd", null, /waited|boarded/.test(name) ? count(value) : span(value === null ? null : Math.round(value)))))) : h("p", {class: "quiet"}, "No visit that you may see began here and waited: a visit counts where it began."));
}

function Stays({bands, stays, place}) {
  if (bands.problem || stays.problem) return h(Missing, {title: "Length of stay, last 30 days", problem: bands.problem ?? stays.problem});
  const row = first(stays);
  return h(Panel, {title: "Length of stay, last 30 days", kpi: "length_of_stay_bands", ...place, table: bands,
    note: row ? `Median ${row.median_hours} h, average ${row.average_hours} h, one in ten longer than ${row.p90_hours} h, of ${count(row.visits)} visits.` : null},
    bands.rows.length ? ranks(objects(bands).map(one => ({name: one.band, value: one.visits}))) : h("p", {class: "quiet"}, "No visit that you may see began here and has ended within 30 days: a visit counts where it began."));
}

function Groups({title, kpi, column, rows, place}) {
  if (rows?.problem) return h(Missing, {title, ...rows});
  if (!rows?.rows.length) return null;
  return h(Panel, {title, kpi, ...place, table: rows, note: "Share of the patients here, and of the beds."},
    ranks(objects(rows).map(row => ({name: row[column], value: row.patients, text: `${row.patients} · ${row.share_of_occupied_percent} % · ${row.share_of_beds_percent ?? "–"} %`}))));
}

function Visits({place, asof}) {
  const key = JSON.stringify([place, asof]);
  const mine = state.visits?.key === key ? state.visits : null;
  const look = () => get("/visits", {...place, asof}).then(data => set({visits: {key, data}}), problem => set({visits: {key, problem}}));
  return h(Panel, {title: "Patients", wide: true, note: "Who looks is noted in the audit. Values are masked as your role's policy says."},
    h("button", {type: "button", onClick: look}, mine?.data ? "Show again" : "Show who is here"),
    h(Trouble, {problem: mine?.problem}),
    mine?.data ? h("div", null,
      h("p", {class: "quiet"}, `As of ${time(mine.data.asOf)}, data version ${mine.data.version}.`),
      h(Table, {...mine.data.inBeds, caption: `In beds: ${mine.data.inBeds.rows.length}`}),
      h(Table, {...mine.data.waiting, caption: `Waiting for a bed: ${mine.data.waiting.rows.length}`})) : null);
}
