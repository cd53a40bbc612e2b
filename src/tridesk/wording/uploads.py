"""Why a file that comes in pieces, or a part of one, cannot be taken; in `refusals` beside the others."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as N_

UPLOADS: dict[str, Promise] = {
    "upload_not_found": N_("There is no such upload. It is kept for a day, for the one who sent it: send it again."),
    "upload_offset": N_("This is not where the file goes on: %(offset)s bytes of it are here. Ask where it stands."),
    "upload_checksum": N_("What came is not what was sent, so nothing of it was kept. Send this part again."),
    "upload_version": N_("Uploads speak version 1.0.0 of the tus protocol. Send “Tus-Resumable: 1.0.0”."),
    "upload_type": N_("A part of a file is sent as application/offset+octet-stream."),
    "invalid.file.longer": N_("“%(name)s” is longer than was announced. Begin it again with its true length."),
    "invalid.uploads.not_whole": N_("Some of “%(name)s” is still to come. Send the rest first."),
    "invalid.uploads.gone": N_(
        "There is no such upload. It is kept for a day, for the one who sent it: send it again."
    ),
    "invalid.length.required": N_("Say in Upload-Length how many bytes the file has."),
    "invalid.mailbox.note": N_("A note leaves from no mailbox. Leave the mailbox out, or write a reply."),
}
