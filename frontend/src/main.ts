import * as combobox from "./islands/combobox.ts";
import * as docs from "./islands/docs.ts";
import * as flash from "./islands/flash.ts";
import * as floating from "./islands/floating.ts";
import * as forms from "./islands/forms.ts";
import * as frame from "./islands/frame.ts";
import * as list from "./islands/list.ts";
import * as mailTemplate from "./islands/mail_template.ts";
import * as partial from "./islands/partial.ts";
import * as passkey from "./islands/passkey.ts";
import * as shortcuts from "./islands/shortcuts.ts";
import * as times from "./islands/times.ts";
import { each, upgradeWithin } from "./lib/dom.ts";

for (const island of [partial, flash, frame, floating, forms, shortcuts, list, combobox, passkey, times, mailTemplate, docs]) island.setUp();

// the editor is heavy: it comes only where there is something to write
each("form[data-composer]", (form) => {
  void import("./composer/composer.ts").then(({ Composer }) => new Composer(form as HTMLFormElement));
});

upgradeWithin(document);
