"""SPF (RFC 7208): may this client send for this domain? By pyspf, which asks through our resolver."""

import warnings
from typing import Any

from tridesk.infra.dns import Questions, UnansweredError

with warnings.catch_warnings():
    warnings.simplefilter("ignore", SyntaxWarning)  # its docstrings have escapes that newer Pythons warn of
    import spf

_VOID = 2  # RFC 7208 section 4.6.4
_LONGEST_RECORD = 4_000
_RESULTS = frozenset({"pass", "fail", "softfail", "neutral", "none", "temperror", "permerror"})


def check(*, client: str, sender: str, questions: Questions) -> str:
    """The result for the envelope's sender (RFC 8601 section 2.7.2). Never raises."""
    try:
        result, _code, _words = _Query(client, sender, questions).check()
    except UnansweredError:
        return "temperror"
    except Exception:  # noqa: BLE001 - whatever a stranger wrote into their records
        return "permerror"
    return result if result in _RESULTS else "permerror"


class _Query(spf.query):  # type: ignore[misc]
    """pyspf's evaluation; its own way to ask is left out."""

    def __init__(self, client: str, sender: str, questions: Questions) -> None:
        super().__init__(i=client, s=sender, h=sender.rpartition("@")[2])
        self._questions = questions

    def dns(self, name: Any, qtype: str, **how: Any) -> list[Any]:
        try:
            found = self._questions.ask(str(name), qtype)
        except UnansweredError as error:
            raise spf.TempError(str(error)) from error
        if not found and not how.get("ignore_void"):
            self.void_lookups += 1
            if self.void_lookups > _VOID:
                raise spf.PermError("too many lookups without an answer")
        if qtype == "TXT":
            return [(record,) for record in found if len(record) <= _LONGEST_RECORD]
        return list(found)
