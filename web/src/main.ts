import "./styles/tokens.css";
import "./styles/base.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { account } from "./model/account.svelte";
import { venue } from "./model/venue.svelte";

const target = document.getElementById("app");
if (target === null) throw new Error("index.html has no #app");
void venue.load();
void account.restore();
mount(App, { target });
