import {h, render} from "./vendor/preact.module.js"; render(h("p",null,"Wardflow"), document.getElementById("app"));
