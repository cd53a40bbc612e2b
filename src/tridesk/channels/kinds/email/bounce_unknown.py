"""How servers say that nobody lives at an address, in English and in the words of other languages."""

# the same few words say it in every language, in either order
_SOMEBODY = (
    r"(?:user|recipient|mailbox|account|address|usu[aá]rio|destinat[aá]rio|destinataire|cuenta|conta|buz[oó]n|"
    r"caixa(?: postal| de correio)?|direcci[oó]n|endere[cç]o|utilisateur|adresse|bo[iî]te|compte|benutzer|nutzer|"
    r"empf[aä]nger|postfach|konto|utente|casella|indirizzo|gebruiker|postbus|ontvanger|u[zż]ytkownik|skrzynka|"
    r"adresat|mottagare|användare|bruker|пользовател|ящик|адрес|получател|用户|用戶|收件人|邮箱|信箱|帐号|账号|"
    r"ユーザ|受信者|宛先|アドレス|사용자|수신자)"
)
_NOBODY = (
    r"(?:desconocid|inexistent[ei]|inesistent|no existe|n[ãa]o existe|n[ãa]o encontrad|desconhecid|"
    r"no (?:se )?encontr|inconnu|"
    r"n'existe|introuvable|invalide|unbekannt|existiert nicht|nicht gefunden|nicht vorhanden|sconosciut|non esist|"
    r"onbekend|bestaat niet|nieznan|nie istnieje|finns inte|okänd|ukjent|ukendt|не существует|не найден|неизвест|"
    r"нет такого|不存在|无此|未知|存在し|見つか|不明|없|찾을 수)"
)
UNKNOWN_ANYWHERE = rf"{_SOMEBODY}.{{0,60}}{_NOBODY}|{_NOBODY}.{{0,20}}{_SOMEBODY}"

UNKNOWN: tuple[str, ...] = (
        r"(?:user|recipient|mailbox|account|address|alias|person|local part|customer|login)(?: name|"
        r" account| address)?s? (?:is |was )?(?:unknown|not found|does not exist|doesn't exist|not exist|"
        r"invalid|not known|do not exist|not recognized|not listed|has been removed|not valid|unrecognized|"
        r"no longer exists?|not here|reserved)",
        r"(?:unknown|no such|invalid|bad|incorrect|nonexistent|non-existent|not a valid|not a known|"
        r"unrecognized|undeliverable|unlisted|non-existing|illegal|non existant|wrong) (?:local )?(?:user|"
        r"recipient|mailbox|account|address|e-?mail|local[- ]part|person|destination (?:mailbox|address)|"
        r"login|rcpt|alias|virtual|customer|id|inbox|name)",
        r"(?:user|mailbox|recipient|account|address|e-?mail|login|alias|id).{0,80}(?:does not exist|"
        r"doesn't exist|not exist|not found|is unknown|unknown|no longer|not valid|isn't valid|"
        r"not registered|could ?n[o']t be found|was not found|does not appear|cannot be found|"
        r"can't be found|can not be found|hasn't been found|is not (?:a )?(?:known|listed|recognized|local|"
        r"valid|exist)|is invalid|has been deleted|undeliverable|not in (?:the )?(?:directory|our|address)|"
        r"not defined|doesn't have|is not a user|not a (?:user|customer|member)|not our customer|(?:is|"
        r"was) not (?:here|present))",
        r"recipnotfound|recipientnotfound|usernotfound|user_unknown|resolver\.adr\.|badrcpt|"
        r"adr\.exrecipnotfound|unknown_?recipient", r"not? (?:such|valid) (?:user|address|mailbox|recipient|"
        r"person)", r"no (?:mailbox|user|account|recipient|one|known).{0,40}(?:here|by that name|"
        r"with that name|named|found|such|matches|for)",
        r"doesn't have a .{0,60}account", r"does not have a .{0,60}account", r"there is no (?:user|one|such|"
        r"account|mailbox)", r"unrout(?:e)?able address", r"address rejected: (?:unknown|undeliverable|user|"
        r"access denied)", r"all recipient addresses rejected",
        r"mailbox unavailable", r"(?:not|isn't|no) (?:a )?(?:valid|known) (?:e-?mail )?(?:user|address|"
        r"mailbox|recipient|account)", r"user.{0,30}not (?:listed|known|local|exist|here)",
        r"addressee unknown", r"no account by that name", r"not our customer",
        r"recipient address rejected(?!:)", r"destination (?:server|addresses) .{0,20}(?:rejected|unknown)",
        r"could not be found", r"couldn't be found", r"is not (?:a )?valid (?:mailbox|user|address|"
        r"recipient)", r"<[^>]+> (?:unknown|not found|user unknown)",
        r"(?:does not|doesn't) (?:exist|like recipient)", r"recipient not", r"this (?:user|address|account|"
        r"mailbox|recipient) (?:no longer|is no longer|does)", r"unknown address",
        r"delivery to .{0,60}is not possible", r"email address you entered couldn't be found",
        r"not a (?:valid )?(?:mailbox|account|user)", r"not on (?:the )?(?:server|system|this)",
        r"said: 550 (?:5\.1\.1|user|no)", r"unknown: ", UNKNOWN_ANYWHERE, r"user unkown",
        r"unknow user", r"invalid user address", r"invalid final delivery userid",
            r"no valid recipients for this mm",
            r"ディレクトリのリストにありません",
            r"not listed in (?:public|domino)", r"name is not recognized",
        r"unknown recipient", r"this is not a (?:valid|known)", r"sorry, no mailbox",
        r"isn't in my (?:control|list of)",
)  # fmt: skip
