// Charts as SVG: shapes and text, coloured by the style sheet, each with its table nearby.
import {h} from "./store.js";

const runs = values => {
  const found = [];
  let run = null;
  values.forEach((value, i) => {
    if (value === null || value === undefined) run = null;
    else {
      if (!run) found.push(run = []);
      run.push([i, value]);
    }
  });
  return found;
};

// Grounds between the thresholds and the limit, each with its line: levels: [{at, css, name}], the lowest first.
const bands = (levels, limit, {x, width, y}) => levels.map(({at, css, name}, i) => {
  const top = y(levels[i + 1]?.at ?? limit);
  return [h("rect", {class: "band-" + css, x, y: top, width, height: Math.max(0, y(at) - top)}),
    h("line", {class: "step-" + css, x1: x, x2: x + width, y1: y(at), y2: y(at)}),
    name ? h("text", {class: "tick", x: x + 4, y: y(at) - 3}, name) : null];
});

// The last day as a line, the beds as a limit above which the ground is shaded, the thresholds below it.
export function spark(values, beds, label, levels = []) {
  const width = 150, height = 34;
  const known = values.filter(value => value !== null);
  if (known.length < 2) return h("span", {class: "quiet small"}, "no history yet");
  const top = Math.max(...known, beds ?? 0) * 1.1 + 0.5;
  const low = Math.max(0, Math.min(...known, beds ?? Infinity) * 0.8 - 1);
  const x = i => 1 + i * (width - 5) / (values.length - 1);
  const y = value => height - 2 - (value - low) * (height - 4) / (top - low);
  const last = values.length - 1;
  return h("svg", {class: "spark", viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "xMinYMid meet", role: "img", "aria-label": label},
    beds === null ? null : h("rect", {class: "band", x: 0, y: 0, width, height: Math.max(0, y(beds))}),
    beds === null ? null : bands(levels, beds, {x: 0, width, y}),
    beds === null ? null : h("line", {class: "limit", x1: 0, x2: width, y1: y(beds), y2: y(beds)}),
    runs(values).map(run => h("polyline", {class: "line", points: run.map(([i, v]) => `${x(i)},${y(v)}`).join(" ")})),
    values[last] === null ? null : h("circle", {class: "dot", cx: x(last), cy: y(values[last]), r: 2.4}));
}

const ticks = top => {
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000].find(size => top / size <= 5) ?? 10_000;
  return Array.from({length: Math.floor(top / step) + 1}, (_, i) => i * step);
};

// Lines over labels; series: [{name, css, values}], limit: a value drawn across.
export function lines({labels, series, limit, limitName, levels = [], height = 190, label}) {
  const width = 640, left = 34, bottom = 22;
  const all = series.flatMap(one => one.values).filter(value => value !== null);
  if (all.length === 0) return h("p", {class: "quiet"}, "Nothing to draw.");
  const top = Math.max(...all, limit ?? 0, 1) * 1.08;
  const x = i => left + i * (width - left - 6) / Math.max(1, labels.length - 1);
  const y = value => height - bottom - value * (height - bottom - 6) / top;
  const every = Math.ceil(labels.length / 7);
  return h("svg", {class: "chart", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label},
    ticks(top).map(value => [
      h("line", {class: "grid", x1: left, x2: width, y1: y(value), y2: y(value)}),
      h("text", {class: "tick", x: left - 5, y: y(value) + 3, "text-anchor": "end"}, value)]),
    labels.map((text, i) => i % every ? null : h("text", {class: "tick", x: x(i), y: height - 6, "text-anchor": i && i === labels.length - 1 ? "end" : "middle"}, text)),
    limit ? [
      h("rect", {class: "band", x: left, y: 0, width: width - left, height: Math.max(0, y(limit))}),
      bands(levels, limit, {x: left, width: width - left, y}),
      h("line", {class: "limit", x1: left, x2: width, y1: y(limit), y2: y(limit)}),
      h("text", {class: "tick limit-name", x: width - 4, y: y(limit) - 4, "text-anchor": "end"}, limitName)] : null,
    series.map(one => runs(one.values).map(run =>
      h("polyline", {class: "line " + one.css, points: run.map(([i, v]) => `${x(i)},${y(v)}`).join(" ")}))));
}

// Bars upwards, and a second series downwards: what came and what went.
export function bars({labels, up, down, pale = [], height = 170, label}) {
  const width = 640, left = 34, bottom = 22;
  const most = Math.max(1, ...up), least = down ? Math.max(1, ...down) : 0;
  const room = height - bottom - 6;
  const y0 = 4 + room * most / (most + least);
  const unit = room / (most + least);
  const step = (width - left) / labels.length;
  const every = Math.ceil(labels.length / 8);
  const thick = Math.max(2, step * 0.7);
  return h("svg", {class: "chart", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label},
    h("line", {class: "grid", x1: left, x2: width, y1: y0, y2: y0}),
    h("text", {class: "tick", x: left - 5, y: y0 - most * unit + 8, "text-anchor": "end"}, most),
    down ? h("text", {class: "tick", x: left - 5, y: y0 + least * unit, "text-anchor": "end"}, least) : null,
    labels.map((text, i) => [
      up[i] ? h("rect", {class: pale[i] ? "bar in pale" : "bar in", x: left + i * step, y: y0 - up[i] * unit, width: thick, height: up[i] * unit}) : null,
      down?.[i] ? h("rect", {class: "bar out", x: left + i * step, y: y0, width: thick, height: down[i] * unit}) : null,
      i % every ? null : h("text", {class: "tick", x: left + i * step + thick / 2, y: height - 6, "text-anchor": "middle"}, text)]));
}

// Lengths side by side, each with its name and number: rows: [{name, value, text, css}]
export function ranks(rows) {
  const most = Math.max(1, ...rows.map(row => row.value));
  return h("table", {class: "ranks"}, h("tbody", null, rows.map(row => h("tr", {key: row.name},
    h("th", {scope: "row"}, row.name),
    h("td", null, h("svg", {class: "rank", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true"},
      h("rect", {class: "bar " + (row.css ?? "in"), x: 0, y: 1, width: 100 * row.value / most, height: 8}))),
    h("td", {class: "number"}, row.text ?? row.value)))));
}

// A line into the future with the band around it, each value written at its point.
export function fan({labels, middle, low, high, limit, label, height = 170}) {
  const width = 640, left = 34, bottom = 22;
  const top = Math.max(...high, limit ?? 0, 1) * 1.15;
  const x = i => left + 16 + i * (width - left - 60) / (labels.length - 1);
  const y = value => height - bottom - value * (height - bottom - 6) / top;
  const around = [...high.map((value, i) => `${x(i)},${y(value)}`), ...low.map((value, i) => `${x(i)},${y(value)}`).reverse()].join(" ");
  return h("svg", {class: "chart", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label},
    ticks(top).map(value => [
      h("line", {class: "grid", x1: left, x2: width, y1: y(value), y2: y(value)}),
      h("text", {class: "tick", x: left - 5, y: y(value) + 3, "text-anchor": "end"}, value)]),
    h("polygon", {class: "fan", points: around}),
    limit ? [h("line", {class: "limit", x1: left, x2: width, y1: y(limit), y2: y(limit)}),
      h("text", {class: "tick limit-name", x: width - 4, y: y(limit) - 4, "text-anchor": "end"}, `${limit} beds`)] : null,
    h("polyline", {class: "line", points: middle.map((value, i) => `${x(i)},${y(value)}`).join(" ")}),
    middle.map((value, i) => [
      h("circle", {class: "dot", cx: x(i), cy: y(value), r: 3}),
      h("text", {class: "value", x: x(i), y: y(high[i]) - 6, "text-anchor": "middle"}, i ? `${value} (${low[i]} to ${high[i]})` : value),
      h("text", {class: "tick", x: x(i), y: height - 6, "text-anchor": "middle"}, labels[i])]));
}

// What goes from the places on the left to those on the right: edges: [{from, to, moves}], the largest first.
export function sankey(edges, label) {
  if (edges.length === 0) return h("p", {class: "quiet"}, "Nothing moved.");
  // A phone shows a narrower drawing with larger names, so that both ends can be seen.
  const narrow = matchMedia("(max-width: 640px)").matches;
  const width = narrow ? 560 : 960, side = narrow ? 135 : 150, thick = 12, gap = 9;
  const sums = end => {
    const totals = new Map();
    for (const edge of edges) totals.set(edge[end], (totals.get(edge[end]) ?? 0) + edge.moves);
    return [...totals].sort((a, b) => b[1] - a[1]);
  };
  const left = sums("from"), right = sums("to");
  const total = edges.reduce((sum, edge) => sum + edge.moves, 0);
  const most = Math.max(left.length, right.length), height = Math.max(420, 2 * gap * most);
  const unit = (height - gap * (most - 1)) / total;
  const stack = nodes => {
    const room = height - nodes.reduce((sum, [, moves]) => sum + moves * unit, 0);
    const space = nodes.length > 1 ? Math.min(24, room / (nodes.length - 1)) : 0;
    let y = 2;
    return new Map(nodes.map(([name, moves]) => {
      const node = {name, moves, y, high: moves * unit, used: 0};
      y += node.high + space;
      return [name, node];
    }));
  };
  const from = stack(left), to = stack(right);
  // Ribbons leave and arrive in the order of their other ends, so that few of them cross.
  const order = [...to.keys()];
  const ribbons = [...edges].sort((a, b) => order.indexOf(a.to) - order.indexOf(b.to)).map(edge => {
    const node = from.get(edge.from), high = edge.moves * unit, y = node.y + node.used;
    node.used += high;
    return {...edge, y, high};
  });
  const origin = [...from.keys()];
  ribbons.sort((a, b) => origin.indexOf(a.from) - origin.indexOf(b.from)).forEach(ribbon => {
    const node = to.get(ribbon.to);
    ribbon.end = node.y + node.used;
    node.used += ribbon.high;
  });
  const x1 = side + thick, x2 = width - side - thick, middle = (x1 + x2) / 2;
  const band = ({y, end, high}) => `M${x1} ${y}C${middle} ${y} ${middle} ${end} ${x2} ${end}v${high}C${middle} ${end + high} ${middle} ${y + high} ${x1} ${y + high}z`;
  const node = (one, x, text, anchor) => h("g", {key: anchor + one.name},
    h("rect", {class: "place", x, y: one.y, width: thick, height: Math.max(1.5, one.high)}),
    h("text", {class: "place-name", x: text, y: one.y + one.high / 2 + 4, "text-anchor": anchor}, `${one.name} ${one.moves}`));
  return h("svg", {class: "sankey", viewBox: `0 0 ${width} ${height + 12}`, role: "img", "aria-label": label},
    ribbons.map(ribbon => h("path", {key: ribbon.from + ribbon.to, class: `ribbon ribbon-${origin.indexOf(ribbon.from) % 8}`, d: band(ribbon)},
      h("title", null, `${ribbon.moves} from ${ribbon.from} to ${ribbon.to}`))),
    [...from.values()].map(one => node(one, side, side - 6, "end")),
    [...to.values()].map(one => node(one, width - side - thick, width - side + 6, "start")));
}
