import { render } from "preact";
import { App } from "./app.tsx";

const place = document.getElementById("till");
if (place) render(<App />, place);

// Hours without network: the page comes back on a reload. Where a browser has no such worker, it works as before.
navigator.serviceWorker?.register("/till/sw.js", { scope: "/till" }).catch(() => {});
