export { type Blinder, openBlinder } from "./blinder.ts";
