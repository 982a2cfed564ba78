// What makes the inbox quicker. Without it all still works.
import { attach } from "./inbox/attach.js";
import { keepDrafts } from "./inbox/drafts.js";
import { listen } from "./inbox/keys.js";
import { askLine } from "./inbox/line.js";
import { preview } from "./inbox/preview.js";
import { tellPresence } from "./inbox/presence.js";
import { insertReady } from "./inbox/ready.js";
import { record } from "./inbox/record.js";
import { stayAtEnd } from "./inbox/scrolling.js";

attach();
record();
keepDrafts();
askLine();
listen();
preview();
insertReady();
stayAtEnd();
tellPresence();
