// Requests to the API. A refusal becomes an error with the problem's own words.
const ROOT = "/api/v1";

function token() {
  const cookie = document.cookie.split("; ").find(part => part.startsWith("XSRF-TOKEN="));
  return cookie ? decodeURIComponent(cookie.slice("XSRF-TOKEN=".length)) : "";
}

async function send(method, path, body) {
  const headers = {Accept: "application/json"};
  if (method !== "GET") headers["X-XSRF-TOKEN"] = token();
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const answer = await fetch(ROOT + path, {
    method, headers, credentials: "same-origin", body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  const json = text ? JSON.parse(text) : null;
  if (!answer.ok) {
    throw Object.assign(new Error(json?.title ?? "No answer"), {status: answer.status, detail: json?.detail ?? ""});
  }
  return json;
}

export const get = (path, parameters = {}) => send("GET", link(path, parameters));
export const post = (path, body) => send("POST", path, body);
export const remove = path => send("DELETE", path);

export function link(path, parameters = {}) {
  const known = Object.entries(parameters).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return known.length ? path + "?" + new URLSearchParams(known) : path;
}

export const download = (path, parameters) => ROOT + link(path, parameters);
