"""Why the words of a mail cannot be taken, as sentences."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as N_

MAIL_TEMPLATES: dict[str, Promise] = {
    "mail_template_not_found": N_("There is no such mail, or nobody ever changed its words."),
    "mail_template_changed": N_(
        "Somebody else changed these words meanwhile, and nothing was saved. Yours are still here: save again to put "
        "them in the place of theirs."
    ),
    "mail_template_invalid.empty": N_("Write the mail's words first."),
    "mail_template_invalid.unknown_placeholder": N_(
        "Line %(line)s: this mail knows no {{ %(name)s }}. Use one of the placeholders in the list."
    ),
    "mail_template_invalid.not_closed": N_(
        "Line %(line)s: two braces are opened and not closed on the same line. A placeholder looks like {{ name }}."
    ),
    "mail_template_invalid.not_opened": N_(
        "Line %(line)s: two braces are closed that were not opened. A placeholder looks like {{ name }}."
    ),
    "mail_template_invalid.missing_placeholder": N_("{{ %(name)s }} is missing: without it this mail is of no use."),
    "mail_template_invalid.subject.missing_placeholder": N_(
        "{{ %(name)s }} is missing: the subject needs it, so that answers find their ticket."
    ),
    "mail_template_invalid.not_in_subject": N_("{{ %(name)s }} cannot stand in a subject."),
    "mail_template_invalid.glued": N_("Put a blank or a bracket around {{ number }}, or answers do not find it."),
    "mail_template_invalid.several_lines": N_("A subject is one line."),
    "mail_template_invalid.not_alone": N_("Line %(line)s: {{ %(name)s }} needs a line of its own."),
    "mail_template_invalid.block_inside": N_(
        "Line %(line)s: {{ %(name)s }} has paragraphs of its own, so it cannot stand among words. Put it between "
        "<div> and </div>."
    ),
    "mail_template_invalid.in_tag": N_(
        'Line %(line)s: {{ %(name)s }} cannot stand inside a tag. Only <a href="{{ link }}"> is filled in.'
    ),
    "mail_template_invalid.unsafe": N_("Line %(line)s: %(name)s cannot be in a mail. Take it out."),
    "mail_template_invalid.link": N_(
        "Line %(line)s: “%(name)s” cannot be linked. Use an address with https:// or mailto:, or {{ link }}."
    ),
    "mail_template_invalid.remote_picture": N_(
        "Line %(line)s: “%(name)s” is a picture on another server. Mail programs hide those, and its server would see "
        "who reads the mail. Take it out."
    ),
    "mail_template_invalid.too_deep": N_("Line %(line)s: too many tags lie within each other. Make it simpler."),
    "mail_template_invalid.nothing_left": N_("Nothing in this HTML is shown by mail programs. Leave it empty instead."),
}
