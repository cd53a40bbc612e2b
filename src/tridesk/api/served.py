"""Stored files as answers of the API: always to be saved, never to be shown where they lie."""

from django.http.response import HttpResponseBase

from tridesk.api import problems
from tridesk.api.call import Call
from tridesk.infra.files import StoredFile
from tridesk.infra.files.answering import answer


def served(
    call: Call,
    file: StoredFile,
    *,
    name: str,
    content_type: str,
    to_its_sender: bool = False,
    infected_too: bool = False,
) -> HttpResponseBase:
    """The file or the part of it that Range asks for. Raises as `answer` does."""
    response = answer(
        call.request,
        file,
        name=name,
        content_type=content_type,
        to_its_sender=to_its_sender,
        infected_too=infected_too,
        download=True,
    )
    if response.status_code == 416:
        refused = problems.problem(416, "range_not_satisfiable", f"The file has {file.size} bytes.")
        refused.headers["Content-Range"] = response.headers["Content-Range"]
        return refused
    return response
