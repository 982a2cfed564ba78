// What makes the inbox quicker. Without it all still works.
import { keepDrafts } from "./inbox/drafts.js";
import { listen } from "./inbox/keys.js";
import { preview } from "./inbox/preview.js";
import { insertReady } from "./inbox/ready.js";
import { stayAtEnd } from "./inbox/scrolling.js";

keepDrafts();
listen();
preview();
insertReady();
stayAtEnd();
