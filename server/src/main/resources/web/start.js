// Coming in: by a link, by name and password, or by the identity provider.
import {address, h, set, state} from "./store.js";
import {post} from "./api.js";

// Elsewhere this page stands in for another, whose address may have a part of its own behind the #.
const token = () => address().path === "/start" ? location.hash.slice(1) : "";

async function come(body) {
  try {
    await post("/session", body);
    // Elsewhere than on its own address this page stands in for the one that was asked for.
    if (address().path === "/start") location.assign("/");
    else location.reload();
  } catch (problem) {
    set({problem: problem.status === 422 ? problem : Object.assign(problem, {link: Boolean(body.link)})});
  }
}

// What the server says on its page: other ways in, if there are any.
const way = name => document.getElementById("app").dataset[name] === "true";

// Why a sign-in by the identity provider led back here.
function refused() {
  const problem = new URL(location.href).searchParams.get("problem");
  if (!problem) return null;
  return problem === "no-place"
    ? "The identity provider gives you a role here, but not the place that it needs: a hospital, or a department of one."
    : "The identity provider did not let you in, or gives you no role here.";
}

let tried = false;

export function Start() {
  const link = token();
  const {problem} = state;
  // A link of a demonstration lets in by itself; one that sets a password is refused without one, and asks for it.
  if (link && !tried) {
    tried = true;
    come({link}).then(() => history.replaceState(null, "", location.pathname + location.hash));
    return h("p", {class: "start"}, "Coming in…");
  }
  return h("main", {class: "start"},
    h("h1", null, "Wardflow"),
    link ? h(SetPassword, {link}) : h(SignIn),
    problem && !(link && problem.status === 401 && problem.link && !state.submitted)
      ? h("p", {class: "problem", role: "alert"}, problem.message, ". ", problem.detail) : null,
    refused() ? h("p", {class: "problem", role: "alert"}, refused(), " Ask an administrator.") : null,
    h("p", {class: "quiet"}, "For planning beds, not for treating patients."));
}

function SetPassword({link}) {
  const submit = event => {
    event.preventDefault();
    set({submitted: true});
    come({link, password: event.target.elements.password.value});
  };
  return h("form", {onSubmit: submit},
    h("p", null, "Choose a password of at least 12 letters. The link works once."),
    h("label", null, "Password ", h("input", {name: "password", type: "password", autocomplete: "new-password", minlength: 12, required: true})),
    h("button", {type: "submit"}, "Set it and come in"));
}

function SignIn() {
  const submit = event => {
    event.preventDefault();
    const {name, password} = event.target.elements;
    come({name: name.value, password: password.value});
  };
  return h("form", {class: "sign-in", onSubmit: submit},
    h("label", null, "Name ", h("input", {name: "name", autocomplete: "username", required: true})),
    h("label", null, "Password ", h("input", {name: "password", type: "password", autocomplete: "current-password", required: true})),
    h("button", {type: "submit"}, "Sign in"),
    way("provider") ? h("p", null, h("a", {href: "/oauth2/authorization/wardflow"}, "Sign in by the identity provider")) : null,
    way("demo") ? h("p", {class: "quiet"}, "This is a demonstration: use a link that it prints.") : null);
}
