"""What mail servers say, by the reason it means; in the order in which they are asked."""

import re

from tridesk.channels.kinds.email.bounce_unknown import UNKNOWN


def _any(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases))


PHRASES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "filtered",
        _any(r"refused due to recipient preferences"),
    ),
    (
        "hostunknown",
        _any(r"unrout(?:e)?able address", r"all host address lookups failed"),
    ),
    ("userunknown", _any(
        r"5\.4\.1\b.{0,80}recipient address rejected: access denied",
        r"returned unknown recipient or mailbox unavailable",
    )),
    ("hostunknown", _any(r"the account or domain may not exist",)),
    ("rejected", _any(
        r"domain of sender", r"sender (?:address|domain) .{0,60}(?:does not exist|rejected|not found|"
        r"unknown)", r"sender (?:rejected|denied|verify failed)",
    )),
    ("virusdetected", _any(
        r"virus (?:found|detected|infected)", r"infected (?:with|by|message|mail)",
        r"contains? (?:a )?virus", r"malware",
        r"message was infected", r"computer virus",
    )),
    ("mailboxfull", _any(
        r"mailbox (?:is |size )?(?:full|exceed|over)", r"(?:mail)?box.{0,30}(?:is )?(?:full|exceed)",
        r"over ?quota",
        r"quota (?:is )?(?:exceed|full|violation|limit|reached)", r"exceed\w*.{0,40}(?:quota|storage|"
        r"mailbox size)",
        r"(?:disk|storage) quota", r"out of (?:storage|quota)", r"insufficient (?:disk|system )?(?:storage|"
        r"space|quota)",
        r"user is over quota", r"not enough (?:storage|disk) space", r"inbox is full",
            r"number of messages in .{0,20}mailbox exceeded",
            r"mailbox exceeds",
            r"user mailbox exceeds allowed size", r"user has exhausted",
        r"maildir (?:over quota|delivery failed: (?:user|domain)?disk ?quota)", r"(?:user|account) is over",
        r"too much mail data",
        r"no space left in .*mailbox", r"mailfolder is full", r"mailbox_?quota",
        r"mail ?drop.{0,10}too large",
        r"recipient.{0,20} overquota", r"buzón lleno", r"caixa.{0,20}cheia", r"boîte.{0,20}pleine",
        r"postfach.{0,20}voll",
        r"disc quota", r"message would exceed", r"storage (?:allocation|limit).{0,20}exceed",
        r"account.{0,30}full",
        r"user'?s? (?:is )?over ?quota", r"would be over (?:the allowed )?quota", r"less than .{0,20} free",
        r"quota_?exceeded",
        r"the user has too many messages",
    )),
    ("authfailure", _any(
        r"\bdmarc\b", r"\bspf\b.{0,40}(?:fail|check|reject|not)", r"(?:fail|check|reject|against|by|"
        r"using) .{0,20}\bspf\b",
        r"dkim.{0,40}(?:fail|check|unauth)", r"unauthenticated (?:email|mail)", r"sender policy framework",
        r"message (?:does not|doesn't) pass authentication", r"unauthenticated sender",
        r"5\.7\.(?:26|509|515)",
        r"authentication (?:checks|requirements)",
    )),
    ("requireptr", _any(
        r"(?:reverse|ptr|rdns).{0,40}(?:dns|record|lookup|not|fail|missing|match)", r"no ptr",
        r"without (?:valid )?(?:ptr|reverse)",
        r"(?:cannot|unable to|can't|could not) (?:find your (?:reverse )?host ?name|resolve your)",
        r"client host rejected: cannot find your", r"must have (?:a )?(?:valid )?(?:ptr|reverse)",
        r"fix (?:your )?reverse dns",
        r"5\.7\.25", r"does not have (?:a )?reverse", r"invalid (?:reverse )?dns .{0,20}ptr",
        r"ip name lookup failed",
    )),
    ("toomanyconn", _any(
        r"too many (?:concurrent )?(?:smtp )?(?:connections|sessions)", r"connection (?:rate|limit)",
        r"all available ips",
        r"connection frequency limited", r"domain frequency limited", r"ip frequency limited",
        r"concurrency limit",
    )),
    ("speeding", _any(
        r"rate (?:that|which) prevents", r"receiving (?:mail|email) too quickly",
        r"(?:message|recipient) rate", r"sending rate",
        r"too many (?:messages|mails?|emails|e-mails|recipients|errors)", r"throttl", r"rate.?limit",
        r"exceeded the (?:maximum|number)",
    )),
    ("spamdetected", _any(
        r"\bspam\b(?!haus|cop)", r"considered (?:as )?spam", r"looks like (?:a )?spam",
        r"spam (?:content|detected|message|score)",
        r"unsolicited", r"junk mail", r"high probability of spam", r"identified as (?:spam|bulk)",
        r"bulk mail",
        r"content (?:has been )?(?:rejected|blocked|filter)", r"message (?:content )?rejected (?:due|"
        r"for) (?:to )?(?:content|policy)",
        r"spam-like", r"cyren|cloudmark", r"refused by mailprotector", r"error code: ?(?:300|304)",
    )),
    ("badreputation", _any(r"reputation", r"sender score", r"5\.7\.511.*banned")),
    ("suspend", _any(
        r"(?:account|user|mailbox|recipient|address).{0,60}(?:disabled|inactive|suspend|discontinu|"
        r"deactivat|closed|locked|not active|dormant|has expired|frozen|blocked due to inactivity|"
        r"terminated|cancell?ed)",
        r"(?:disabled|inactive|suspended|discontinued|deactivated|locked|dormant|invalid/inactive) (?:user|"
        r"account|mailbox|recipient|address)",
        r"(?:user|account) (?:is )?(?:currently )?(?:unavailable|not available|temporarily)",
        r"compte du destinataire est bloqu", r"(?:recipient )?account is blocked",
        r"email account that you tried to reach is (?:inactive|disabled|over)",
        r"user.{0,30}(?:doesn't|does not) have an? active", r"this account has been", r"mailbox is frozen",
        r"vdelivermail: account is locked",
        r"domain .{0,40}(?:suspended|disabled|expired)",
        r"sorry your message to .{1,80} cannot be delivered. this account", r"is a deactivated",
        r"unavailable mailbox", r"currently suspended", r"not an? active (?:account|user|address|mailbox)",
        r"no longer active",
    )),
    ("blocked", _any(
        r"block(?:ed)? ?(?:list|by|using|for|due)", r"\b(?:dns|r)bl\b", r"spamhaus|spamcop|barracuda|sorbs|"
        r"senderbase|uceprotect",
        r"black ?list", r"\bblocked\b", r"bad (?:ip|sender host)",
        r"(?:ip|host|client|address) .{0,60}(?:banned|not allowed|denied|refused)",
        r"rejected because .{0,60}(?:list|sbl|pbl)", r"connections? not accepted from",
        r"not accept(?:ing)? (?:mail|connections?) from (?:your|dynamic|this)",
        r"invalid ip for sending", r"bad helo", r"helo .{0,40}(?:reject|invalid|denied)",
        r"connection (?:refused|dropped|reject).{0,20}(?:policy|by reputation)",
        r"client host rejected", r"access denied.{0,30}(?:ip|host|dynamic)", r"dynamic (?:ip|address|host)",
        r"we do not accept mail from",
        r"not permitted to (?:send|relay|connect)", r"unacceptable .{0,20}host",
        r"your (?:ip|network|host|server|mail server|connection).{0,80}(?:block|list|reject|denied|refus|allow|"
        r"suspicious|spam|dynamic|restrict)",
        r"banned", r"refused to talk to me", r"too many spam", r"access from ip address",
        r"5\.7\.(?:51[1-4]|60[56])",
        r"this system will not accept messages from servers",
    )),
    ("norelaying", _any(
        r"relay(?:ing)? (?:access )?(?:is )?(?:denied|not|prohibited|blocked|mail)", r"unable to relay",
        r"not? relay", r"relay not permitted",
        r"we do not relay", r"relaying", r"insecure mail relay", r"that domain isn't in my list",
        r"this is not an? open relay",
        r"mail server requires authentication when attempting to send to a non-local", r"sender is not local",
    )),
    ("hasmoved", _any(
        r"(?:has|have) moved", r"address.{0,30}(?:has )?changed", r"no longer at this address",
        r"recipient.{0,30}moved",
        r"moved to .{0,40}@", r"has been replaced by", r"user (?:has )?moved",
        r"recipient no longer on server", r"new (?:e-?mail )?address is",
    )),
    ("notaccept", _any(
        r"null ?mx", r"does not accept (?:any )?(?:mail|e-?mail)", r"(?:host|domain|server|"
        r"system) .{0,60}(?:does not|doesn't|not) (?:accept|receive) (?:any )?(?:mail|e-?mail|messages)",
        r"not accepting (?:mail|messages|e-?mail)", r"mail receiving disabled", r"system not accepting",
        r"no smtp service", r"find a mail exchanger", r"no mx (?:found|record|host|for)",
        r"smtp protocol returned a permanent error",
        r"name server:? .{0,60}no mail exchanger", r"no mx (?:record|host)",
        r"we don't handle mail for",
        r"not? (?:a )?valid mx", r"sender address has null mx", r"5\.1\.10\b",
        r"\b5[25]6\b.{0,40}(?:does not|domain|mail)",
    )),
    ("hostunknown", _any(
        r"host (?:name )?(?:unknown|not found|lookup)", r"unknown host",
        r"dns lookup failure: host .{0,200}not found", r"domain (?:name )?(?:not found|does not exist|"
        r"is not|lookup|unknown|.{0,40}(?:couldn't|could not) be found)",
        r"unknown (?:or illegal alias|domain)", r"no such (?:domain|host)",
        r"(?:recipient )?domain .{0,60}(?:does not exist|doesn't exist|has no|not exist|was not found|"
        r"not known)",
        r"unrouteable (?:mail domain|domain)", r"unrout(?:e)?able .{0,20}domain",
        r"name service error.{0,80}(?:host not found|domain not found|not found)",
        r"non-?existent (?:host|domain)", r"invalid domain",
        r"dns (?:error|server returned).{0,60}(?:nxdomain|non-existent|name error|not found|does not exist|"
        r"answer with no)",
        r"nxdomain", r"couldn't find any host(?: named)?", r"recipient address rejected: unknown domain",
        r"(?:all )?(?:relevant )?mx records point to non-?existent",
        r"cannot (?:find|resolve) (?:the )?(?:your )?(?:domain|host|mail exchanger|recipient)",
        r"mail domain mentioned in email address is unknown", r"no route to host found",
        r"bad destination (?:host|system)", r"address of .{0,80}(?:does not exist|not found)",
        r"could not (?:be resolved|find .{0,30}(?:host|domain))",
        r"unable to (?:find|resolve|lookup|look up) (?:the )?(?:host|domain|mx|dns|route)", r"illegal host",
        r"domain must resolve", r"is not a (?:known|valid) domain",
        r"no such system", r"host or domain name not found",
    )),
    ("rejected", _any(
        r"sender (?:address |domain |verify )?(?:rejected|denied|failed|not|unknown|refused|is not|does not|"
        r"domain)", r"\bfrom (?:address|domain).{0,60}(?:reject|invalid|not|unverified|denied)",
        r"email address is on senderfilterconfig", r"domain of sender", r"sender.{0,40}(?:blacklist|blocked|"
        r"banned|invalid|unverified|not allowed)", r"return ?path",
        r"mail from .{0,40}(?:denied|rejected|not|refused)", r"originator", r"unverified address",
        r"sender verif", r"batv", r"invalid sender",
        r"only accepts? mail from", r"not (?:authorized|allowed|permitted|authorised).{0,40}(?:send|post|"
        r"submit)", r"administrative prohibition", r"restricted (?:to|by|from)",
        r"access denied \(in reply to mail from", r"bad sender", r"you (?:may |do )?not (?:have permission|"
        r"be able|permitted)", r"group you tried to contact|groups\.google\.com/support",
        r"delivery not authorized", r"requires? (?:all )?senders?", r"deliver\w* (?:restrict|prohibit)",
    )),
    ("mesgtoobig", _any(
        r"(?:message|mail|body|size|content).{0,30}(?:too (?:large|big)|exceeds?)", r"message too long",
        r"headers? too large", r"exceeds? (?:the )?(?:max|fixed|size|limit|message|administrative|allowed)",
        r"max(?:imum)? (?:message|mail) size",
        r"message length", r"size limit",
    )),
    ("userunknown", _any(*UNKNOWN)),
    ("onhold", _any(r"エラーステータスとして", r"(?!)")),
    ("expired", _any(
        r"envelope expired|failed \d+ attempts|host not reachable|socket error",
        r"(?:delivery|message|connection|connect|session|conversation|retry|queue|lost).{0,40}(?:time|timed|"
        r"timeout|expired)", r"time(?:d)?[ -]?out", r"(?:delivery )?time.{0,10}expired",
        r"retry time(?:out)?", r"too (?:long|old)", r"could not .{0,40}for (?:the last|more than)",
        r"queue.{0,20}(?:too long|lifetime|expired)", r"gave up|giving up after",
        r"not (?:been )?deliver\w* (?:within|for|after|since)", r"message expired", r"no route to host",
        r"connection refused", r"was not possible .{0,20}within", r"delayed", r"unable to (?:deliver|"
        r"connect).{0,40}(?:hours|days)",
        r"couldn't (?:make|establish).{0,20}connection", r"network (?:is )?unreachable",
        r"server .{0,40}(?:did not|not) respond", r"unreachable", r"lost connection",
        r"has not been (?:collected|delivered)", r"still being retried", r"unresponsive",
    )),
    ("networkerror", _any(
        r"(?:mail|routing|delivery).{0,20}loop", r"too many hops", r"hop count",
        r"loop(?:ing|s)? (?:detected|back)", r"dns (?:error|failure|problem|lookup)", r"could not connect",
        r"host is unreachable", r"network error", r"name server", r"malformed (?:name server|name)", r"loop",
        r"bad response from",
    )),
    ("systemfull", _any(r"(?:mail )?system full|requested mail action aborted: exceeded|disk full|"
    r"no space left|out of disk|insufficient system (?:resources|storage)",)),
    ("securityerror", _any(
        r"authentication (?:required|failed|failure|turned on|is required|credentials)",
        r"(?:must|need to) (?:issue a )?(?:starttls|authenticate)", r"tls|ssl", r"encrypt", r"password",
        r"security (?:policy|error|reason)", r"account not subscribed", r"executable",
        r"verification failure", r"certificate",
        r"forbidden attachment", r"attachment.{0,40}(?:not allowed|blocked|prohibited|illegal|rejected)",
    )),
    ("policyviolation", _any(r"header error|polic(?:y|ies)", r"violat", r"not rfc|rfc ?(?:2822|5322|822)",
    r"duplicate header|multiple (?:from|to|subject)|header.{0,40}(?:missing|invalid|duplicate|not)",)),
    ("notcompliantrfc", _any(r"not (?:rfc )?compliant|bare (?:lf|cr)|non-?compliant",)),
    ("contenterror", _any(r"(?:message|mail) (?:header|body|content|format)|8bit|8-bit|mime|charset|"
    r"encoding|content",)),
    ("mailererror", _any(r"command (?:failed|died)|exit(?:ed)? (?:status|with)|pipe|unknown mailer error|"
    r"mailer error|local delivery agent|procmail|x-unix|child process|can't create|service unavailable",)),
    ("systemerror", _any(r"(?:local|internal|system|configuration|temporary).{0,20}(?:error|problem|fail)|"
    r"timeout|can't (?:open|create)|cannot (?:open|create)|resources|unavailable|overload|not configured|"
    r"software|alias|table lookup|too many open files|fault",)),
    ("syntaxerror", _any(r"syntax|unrecognized command|bad command|not implemented|command not|bad sequence|"
    r"protocol error|unexpected (?:response|reply)",)),
    ("filtered", _any(r"refused|denied|reject|filter|prohibit|not accept|could ?n[o']t be delivered",)),
)  # fmt: skip
