"""Subjects that programs write: automatic answers, notices of absence, read receipts, in many languages.

A person may write of them ("Out of office does not work"): behind the phrase must come an end or a divider. Words that
people begin a matter with ("Absent: the icon") count only in an answer.
"""

import re

_AUTOMATIC = r"auto(?:m\w*)?[\s:_-]{0,3}"
_ANSWER = (
    r"(?:repl\w+|respon\w+|answer\w*|antwort|svar\w*|respuesta|resposta|réponse|risposta|antwoord|odpowied\w*|vastaus|"
    r"odpověď|odpoveď|válasz\w*|odgovor|message|mail)"
)
_SURE = (
    rf"{_AUTOMATIC}{_ANSWER}|{_ANSWER} autom\w+|autospuesta|autosposta|autorespon\w+|"
    r"răspuns automat|balasan otomatis|otomatik (?:yanıt|cevap)|αυτόματη απάντηση|tự động trả lời|trả lời tự động|"
    r"автоматич\w+ (?:ответ|відповідь)|автоответ\w*|автовідповідь|自动回复|自动答复|自動回覆|自動返信|"
    r"自動応答|自動回信|"
    r"자동 ?(?:회신|응답|답장)|رد تلقائي|الرد التلقائي|מענה אוטומטי|תשובה אוטומטית|"
    r"out[ -]of[ -](?:the )?office|(?:on )?vacation (?:reply|response|notice|message|autoreply)|holiday notice|"
    r"fuera de (?:la )?oficina|aviso de ausencia|fora do escrit[oó]rio|aviso de ausência|abwesenheits\w+|"
    r"nicht im (?:büro|haus)|außer haus|message d['’]absence|absen(?:ce|t) du bureau|fuori (?:sede|ufficio)|вне офиса"
)
_LIKELY = (
    r"ooo|away(?: from .{1,30})?|on (?:vacation|leave|holiday)|absen(?:ce|t)|abwesen\w*|i(?:'m| am) (?:currently )?"
    r"(?:out of (?:the )?office|away|on (?:vacation|leave|holiday|parental leave|annual leave))|ausente|"
    r"ausencia(?: temporal)?|"
    r"(?:estoy )?de vacaciones|vacaciones|aus[eê]ncia(?: tempor[aá]ria)?|(?:estou )?(?:de )?férias|assen(?:te|za)|"
    r"afwezig\w*|frånvar\w*|fravær\w*|poissa\w*|nieobecność|отпуск|nepřítomnost|不在(?:通知)?|休暇|부재중|"
    r"read|leído|leida|lida|lido|gelesen|lu|letto|gelezen|przeczytano|läst|lest|luettu|прочитано|read receipt|"
    r"accusé de (?:lecture|réception)|auto"
)
_BEGIN = r"^\s*(?:\[[^\]]{0,40}\]\s*)?(?:re\s*:\s*)?"
_END = r"(?=\s*$|\s*[:：()\[\]–-]|\s+(?:auto\w*|from|to|de|von|do|da|re|message|notification|notice|reply|response)\b)"
_SURE_SUBJECT = re.compile(rf"{_BEGIN}(?:{_SURE}){_END}", re.IGNORECASE)
_LIKELY_SUBJECT = re.compile(rf"{_BEGIN}(?:{_LIKELY})\s*(?:$|[:：])", re.IGNORECASE)


def is_automatic(subject: str, *, answers: bool) -> bool:
    """`answers` says whether the mail refers to another one (In-Reply-To or References)."""
    return bool(_SURE_SUBJECT.match(subject) or (answers and _LIKELY_SUBJECT.match(subject)))
