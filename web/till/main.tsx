import { render } from "preact";
import { App } from "./app.tsx";

const place = document.getElementById("till");
if (place) render(<App />, place);
