import { render } from "preact";
import { App } from "./app.tsx";

const place = document.getElementById("shop");
if (place) render(<App />, place);
