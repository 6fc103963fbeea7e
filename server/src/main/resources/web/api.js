// Requests to the API. A refusal becomes an error with the problem's own words.
const ROOT = "/api/v1";

function token() {
  const cookie = document.cookie.split("; ").find(part => part.startsWith("XSRF-TOKEN="));
  return cookie ? decodeURIComponent(cookie.slice("XSRF-TOKEN=".length)) : "";
}

// A question in SQL has ten seconds; what takes longer than this is not coming.
const PATIENCE = 20_000;

async function send(method, path, body) {
  const headers = {Accept: "application/json"};
  if (method !== "GET") headers["X-XSRF-TOKEN"] = token();
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let answer, text;
  try {
    answer = await fetch(ROOT + path, {
      method, headers, credentials: "same-origin", body: body === undefined ? undefined : JSON.stringify(body), signal: AbortSignal.timeout(PATIENCE),
    });
    text = await answer.text();
  } catch (cause) {
    throw Object.assign(new Error("The server does not answer", {cause}), {status: 0, detail: ""});
  }
  const json = read(text);
  if (!answer.ok) {
    throw Object.assign(new Error(json?.title ?? "No answer"), {status: answer.status, detail: json?.detail ?? ""});
  }
  return json;
}

// What stands between the server and here may answer with a page.
function read(text) {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

export const get = (path, parameters = {}) => send("GET", link(path, parameters));
export const post = (path, body) => send("POST", path, body);
export const remove = path => send("DELETE", path);

export function link(path, parameters = {}) {
  const known = Object.entries(parameters).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return known.length ? path + "?" + new URLSearchParams(known) : path;
}

export const download = (path, parameters) => ROOT + link(path, parameters);
