// All KPIs that there are, each with its question: some are on no other page.
import {h} from "./store.js";
import {get} from "./api.js";
import {Figure, Panel, Trouble, loaded} from "./ui.js";

export function Figures() {
  const page = loaded("figures", () => get("/kpis"), 600_000);
  if (!page.data) return h("div", null, h(Trouble, {problem: page.problem}), page.problem ? null : h("p", {class: "quiet"}, "Loading…"));
  return h("div", {class: "panels"}, h(Panel, {title: "All figures", wide: true, note: "Each opens its definition, its SQL, the rows that you may see, and their CSV."},
    h("table", {class: "rows figures"},
      h("thead", null, h("tr", null, ["figure", "what it answers", "owner"].map(text => h("th", {scope: "col", key: text}, text)))),
      h("tbody", null, page.data.map(kpi => h("tr", {key: kpi.name},
        h("th", {scope: "row"}, h(Figure, {kpi: kpi.name}, kpi.name.replaceAll("_", " "))), h("td", null, kpi.question), h("td", {class: "quiet"}, kpi.owner)))))));
}
