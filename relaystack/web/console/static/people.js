// What they will read says what is typed. Without it all still works.
import { preview } from "./inbox/preview.js";

preview();
