"""What a robot speaks of: the same for the same matter, whatever its numbers and states are this time. Pure."""

import hashlib
import re

from tridesk.channels.types import IncomingMessage
from tridesk.kernel.text import folded, word_set

PREFIXES = re.compile(
    r"^\s*((re|aw|sv|vs|antw|res|rv|r|ref|rif|odp|ynt|回复|答复|返信|fwd?|wg|tr|enc|i)\s*(\[\d+\])?\s*[:：]\s*)+",
    re.IGNORECASE,
)
# Longer shapes first: what one leaves, the next would tear apart.
_UNIT = r"%|°[cf]?|(?:ms|s|secs?|m|mins?|h|hrs?|d|w|b|[kmgt]i?b|rpm|v|st|nd|rd|th)\b"
_CHANGING = re.compile(
    rf"""
    \b[0-9a-f]{{8}}-[0-9a-f]{{4}}-[0-9a-f]{{4}}-[0-9a-f]{{4}}-[0-9a-f]{{12}}\b     # a UUID
    | (?:\b(?:in|after|for|since|at|within|en|em|tras|desde|hace|ha|apos)\s+)?
      (?<![\w.-])(?!\d{{1,3}}(?:\.\d{{1,3}}){{3}}(?![\w.]))                        # a network address names a thing
      [\#+-]?\d+(?:[.,:/_-]\d+)*(?:t\d+(?::\d+)*z?)?(?:\s?(?:{_UNIT}))?(?!\w)   # number, date, time, size, duration
    | (?<![\w-])(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{{7,64}}(?![\w-])         # a hash
    | (?<![\w-])[a-z]{{1,10}}[-_]?\d{{5,}}(?![\w-])                                 # an id: INC0012345
    """,
    re.VERBOSE,
)
_WORD = re.compile(r"\w+")
_SPACE_OF_SIGNS = re.compile(r"[\s*\[\]()<>{}|:;,!?#=~\"'“”‘’«»·…—–+-]+|\.(?!\w)|/(?!\w)")

_BETTER = word_set(
    "recovery recovered recovers resolved resolve cleared clear normal normalized ok okay up success successful "
    "successfully succeeded completed healthy restored fixed closed available "
    "recuperado recuperada recuperacion resuelto resuelta normalizado normalizada correcto correcta correctamente "
    "exito exitoso exitosa completado completada restablecido restablecida "
    "recuperacao resolvido resolvida sucesso concluido concluida restabelecido restabelecida"
)
_SURELY_BETTER = word_set(
    "recovery recovered recovers resolved recuperado recuperada recuperacion recuperacao resuelto resuelta resolvido "
    "resolvida normalizado normalizada restored restablecido restablecida restabelecido restabelecida"
)
_WORSE = word_set(
    "problem critical crit warning warn firing down unknown unreachable unavailable alerting triggered failed failure "
    "fail fails failing error errors disaster emergency fatal offline degraded unhealthy flapping flappingstart "
    "problema critico critica advertencia caido caida inaccesible fallo fallido fallida fallos errores fuera "
    "indisponivel inacessivel caiu falha falhou falhas erro erros atencao emergencia desastre"
)
_OTHER_STATES = word_set(
    "alert alarm alerta alarma alarme aviso notice info information informacion informacao pending pendiente pendente "
    "acknowledgement acknowledged acknowledge downtimestart downtimeend downtimecancelled flappingstop average minor "
    "major high low severe severity nodata opened reopened state status estado situacao"
)
_STATES = _BETTER | _WORSE | _OTHER_STATES
_WHEN = word_set(
    "mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday "
    "jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august september "
    "october november december "
    "lunes martes miercoles jueves viernes sabado domingo enero febrero marzo abril mayo junio julio agosto septiembre "
    "setiembre octubre noviembre diciembre "
    "segunda terca quarta quinta sexta feira janeiro fevereiro marco maio junho julho setembro outubro novembro "
    "dezembro utc gmt cet cest est edt pst pdt brt am pm today yesterday hoy ayer hoje ontem"
)


def topic_of(message: IncomingMessage) -> str:
    """Two digests with a dot between: of the list or the sender, and of who says what. At most 64 characters."""
    sender = _plain_sender(message.sender.key if message.sender else "")
    list_id = message.marks.list_id.lower()
    source = f"list {list_id}" if list_id else f"from {sender}"
    return f"{source_mark(source)}.{_digest(f'{sender}\n{matter(message.subject)}')[:32]}"


def source_mark(source: str) -> str:
    """The first half of a topic."""
    return _digest(source)[:24]


def same_source(topic: str, other: str) -> bool:
    """Whether the two are of one list, or of one sender."""
    return topic.partition(".")[0] == other.partition(".")[0]


def matter(subject: str) -> str:
    """The subject without what changes from one notice to the next: numbers, dates, ids, states, Re and Fwd."""
    text = PREFIXES.sub("", folded(subject))
    text = _CHANGING.sub(" ", text)
    text = _WORD.sub(lambda word: " " if word[0] in _STATES or word[0] in _WHEN else word[0], text)
    return _SPACE_OF_SIGNS.sub(" ", text).strip()


def is_recovery(subject: str) -> bool:
    """Whether the subject says that something is well again: it does, or the first state it names is a good one."""
    states = [word for word in _WORD.findall(folded(subject)) if word in _BETTER or word in _WORSE]
    return bool(states) and (states[0] in _BETTER or any(word in _SURELY_BETTER for word in states))


def says_state(subject: str) -> bool:
    """Whether the subject says how something stands."""
    return any(word in _BETTER or word in _WORSE for word in _WORD.findall(folded(subject)))


def _plain_sender(address: str) -> str:
    """Without a tag or a long number that is another one each time (`alert+93@`, `alert-1234567@`)."""
    local, at, domain = address.rpartition("@")
    return re.sub(r"\d{5,}", "", local.partition("+")[0]) + at + domain


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
