// Numbers as people say them.
export const LEVELS = {
  OVER: {shape: "▲", word: "act now", css: "over"},
  CRITICAL: {shape: "▲", word: "critical", css: "critical"},
  WARNING: {shape: "●", word: "watch", css: "warning"},
  CALM: {shape: "■", word: "calm", css: "calm"},
  UNKNOWN: {shape: "□", word: "unknown", css: "unknown"},
};

export function span(minutes) {
  if (minutes === null || minutes === undefined) return "–";
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${String(minutes % 60).padStart(2, "0")}` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

// A threshold in hours, as somebody says it.
export const ofHours = number => number >= 48 && number % 24 === 0 ? `${count(number / 24)} days` : `${count(number)} ${number === 1 ? "hour" : "hours"}`;
// For how many milliseconds something is past. What lies ahead was noted before the clock was set back: of how old it is nobody knows.
export function past(at) {
  const passed = Date.now() - at;
  return passed < 0 ? Infinity : passed;
}
export const age = seconds => seconds === Infinity ? "an unknown time" : seconds < 60 ? `${seconds} s` : span(Math.round(seconds / 60));
export const count = number => number === null || number === undefined ? "–" : Number(number).toLocaleString("en");
// The same with all its digits.
export function exact(number) {
  const [whole, part] = String(number).split(".");
  return /e/.test(number) ? String(number) : part === undefined ? count(number) : `${count(whole)}.${part}`;
}
export const ofHistory = (had, needed) => needed >= 48 && needed % 24 === 0 ? `${count(Math.floor(had / 24))} of ${ofHours(needed)}` : `${count(had)} of ${ofHours(needed)}`;
export const plural = (number, one, many) => `${count(number)} ${number === 1 ? one : many}`;

export const isTime = instant => Boolean(instant) && !Number.isNaN(new Date(instant).getTime());

// Times are shown in UTC, as SQL and CSV have them, or as this device's clock shows them; each says which, for hospitals of several zones
// share a board.
let ours = null;
export const isHere = () => ours !== null;
export function inZone(name) {
  ours = name === "here" ? new Intl.DateTimeFormat("en-US", {year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
    hourCycle: "h23", timeZoneName: "short"}) : null;
}

function pieces(instant) {
  if (!ours) {
    const text = new Date(instant).toISOString();
    return {day: text.slice(0, 10), clock: text.slice(11, 16), zone: "UTC"};
  }
  const {year, month, day, hour, minute, timeZoneName} = Object.fromEntries(ours.formatToParts(new Date(instant)).map(({type, value}) => [type, value]));
  return {day: `${year}-${month}-${day}`, clock: `${hour}:${minute}`, zone: timeZoneName};
}

export const zoneAt = instant => pieces(instant).zone;

// What only looks like a time is shown as it is.
export function time(instant, withDay = true) {
  if (!instant) return "–";
  if (!isTime(instant)) return String(instant);
  const {day, clock, zone} = pieces(instant);
  return `${withDay ? day + " " : ""}${clock} ${zone}`;
}

// An instant as a field for date and time has it, and back: null if the field is not filled in.
export function fieldOf(instant) {
  const {day, clock} = pieces(instant);
  return `${day}T${clock}`;
}

export function instantOf(field) {
  const text = field + (ours ? ":00" : ":00Z");
  return isTime(text) ? new Date(text).toISOString().slice(0, 19) + "Z" : null;
}

// Where the numbers do not tell how urgent a department is: for want of beds, or because the viewer may not know.
export const isUnknown = tile => tile.level === "UNKNOWN";

// That nothing is urgent, and of how much that cannot be said; at: of when, if that is not now.
export function calm(tiles, {counted, at}) {
  const unknown = tiles.filter(isUnknown);
  const is = at ? "was" : "is";
  const when = at ? ` at ${time(at)}` : "";
  const names = unknown.length > 3 ? `${count(unknown.length)} departments` : unknown.map(tile => `${tile.hospital} ${tile.department}`).join(", ");
  if (tiles.length && unknown.length === tiles.length) return `Whether ${counted === "scope" ? "a department of your scope" : "a department"} ${is} critical${when} is not known`;
  return `No department ${counted === "scope" ? "of your scope " : ""}${unknown.length ? "that is known of " : ""}${is} critical${when}`
    + (unknown.length ? `; of ${names} it is not known` : "");
}

// Of how many beds: of those that are not closed, as the per cent are.
export const ofBeds = tile => tile.beds === null ? "" : tile.closed ? ` of ${count(Math.max(0, tile.beds - tile.closed))} open` : ` of ${count(tile.beds)}`;

// The thresholds in patients: of the beds that are not closed.
export function levelsOf({beds, closed}, {warning, critical}, named = true) {
  return beds === null || beds === undefined || !warning || !critical ? [] : [["warning", warning], ["critical", critical]]
    .map(([css, percent]) => ({css, at: Math.max(0, beds - (closed ?? 0)) * percent / 100, name: named ? `${Number(percent)} %` : null}));
}

// A line may break beside a number that is a button, so a mark stays within it.
const marked = (part, mark) => ({...part, text: part.text + mark});
const joined = (parts, mark) => parts.flatMap((part, i) => i < parts.length - 1 ? [marked(part, mark), " "] : [part]);
const ended = parts => parts.length ? [...parts.slice(0, -1), marked(parts[parts.length - 1], ".")] : [];

// The first line and the second: what to do first, in words; those with a number are {text, kpi, tile}.
export function headline(tiles, board = {}) {
  const urgent = tiles.filter(tile => tile.level === "OVER" || tile.level === "CRITICAL");
  if (tiles.length === 0) return [["No department is in your scope yet."], []];
  const full = (tile, text) => ({text, kpi: "occupancy_now", tile});
  const sentence = tile => {
    const parts = [full(tile, `${tile.hospital} ${tile.department} ${tile.occupied}${ofBeds(tile) || " patients"}`)];
    const target = tile.waitsFor && tile.waitsFor !== tile.department
      ? tiles.find(one => one.hospitalId === tile.hospitalId && one.department === tile.waitsFor) : null;
    if (tile.longestWait) parts.push({text: `longest wait ${span(tile.longestWait)}${target ? ` for ${target.department}` : ""}`, kpi: "waiting_now", tile});
    if (tile.longestWait && target) {
      if (target.ready !== null) parts.push(full(target, target.ready === 0 ? "no bed ready there" : `${plural(target.ready, "bed", "beds")} ready there`));
    } else if (tile.cleaning) parts.push({text: `${plural(tile.cleaning, "bed", "beds")} being cleaned`, kpi: "beds_now", tile});
    else if (tile.dirty) parts.push({text: `${plural(tile.dirty, "bed", "beds")} to clean`, kpi: "beds_now", tile});
    else if (tile.ready !== null) parts.push(full(tile, tile.ready === 0 ? "no bed ready" : plural(tile.ready, "bed ready", "beds ready")));
    return joined(parts, ",");
  };
  if (urgent.length === 0) {
    const known = tiles.filter(tile => tile.ready !== null);
    const ready = known.reduce((sum, tile) => sum + tile.ready, 0);
    return [ended(joined([full(null, calm(tiles, board)), ...known.length ? [full(null, `${board.at ? plural(ready, "bed was", "beds were") : plural(ready, "bed is", "beds are")} ready`)] : []], ";")), []];
  }
  const rest = urgent.slice(1, 3).flatMap((tile, i) => [i ? " · " : "Then ", ...sentence(tile)]);
  if (urgent.length > 3) rest.push(" · and ", full(null, `${urgent.length - 3} more`));
  const unknown = tiles.filter(isUnknown).length;
  return [ended(sentence(urgent[0])), [...ended(rest), rest.length && unknown ? " " : "",
    ...unknown ? ["Of ", full(null, plural(unknown, "department", "departments")), ` it is not known how urgent ${unknown === 1 ? "it is" : "they are"}.`] : []].filter(Boolean)];
}

// Where a full department could send patients: the same department of another hospital, the one with most beds ready.
export function relief(tile, tiles) {
  return tiles
    .filter(other => other.id !== tile.id && other.department === tile.department && other.ready > 0)
    .sort((a, b) => b.ready - a.ready)[0];
}

// The address of a department. Servers refuse a path with an escaped slash or per cent sign, so what needs either is escaped by tildes.
export const wardAt = (hospital, department) => `/department/${part(hospital)}/${part(department)}`;
const part = name => /[/%~\\;]/.test(name) ? encodeURIComponent(name).replaceAll("~", "%7E").replaceAll("%", "~") : encodeURIComponent(name);
export const partOf = text => decodeURIComponent(text.includes("~") ? text.replaceAll("~", "%") : text);
