import { render } from "preact";
import { App } from "./app.tsx";
import "./phone.css";

const place = document.getElementById("phone");
if (place) render(<App />, place);
