"""Whose words a mail has: a person's, or which sort of robot's. Pure."""

import re
from enum import StrEnum

from tridesk.channels.rules.topics import says_state
from tridesk.channels.types import IncomingMessage, MessageKind

_ROBOT_NAMES = re.compile(
    r"^(no[-_.]?reply|do[-_.]?not[-_.]?reply|nao[-_.]?responda|no[-_.]?responder|mailer-daemon|postmaster|bounces?|daemon)\b",
    re.I,
)
# Programs that watch or back up and write in their own name.
_MONITORS = re.compile(
    r"^(nagios|naemon|icinga2?|zabbix|grafana|alert-?manager|prometheus|check[-_]?mk|prtg|munin|monit|netdata|librenms|"
    r"cacti|uptime-?robot|uptime-?kuma|statuscake|pingdom|pager-?duty|opsgenie|sentry|datadog|new-?relic|cron|"
    r"cron-?daemon|anacron|logwatch|fail2ban|smartd|mdadm|veeam|bacula|bareos|borg(backup|matic)?|restic|duplicati|"
    r"duply|rsnapshot|amanda|unattended-upgrades|apticron|rkhunter|ossec|wazuh)\d*([-_.+][^@]*)?@",
    re.I,
)
_MIXED_NAMES = re.compile(
    r"^(root|admin|system|server|backups?|monitor(ing|ing-system)?|alerts?|alarms?|alertas?|avisos?|noc|"
    r"notif(y|ications?|icaciones|icacoes)|watch(dog)?|health|status|respaldos?|copias?)\b",
    re.I,
)
_LIST_PRECEDENCE = {"bulk", "junk", "list", "auto_reply"}


def is_robot(message: IncomingMessage) -> bool:
    """Whether a machine wrote this: it is heard, never answered (RFC 3834 section 2 and common practice)."""
    marks = message.marks
    if message.kind is not MessageKind.MESSAGE or marks.list_id or marks.precedence.lower() in _LIST_PRECEDENCE:
        return True
    if marks.auto_submitted and marks.auto_submitted.lower().split(";")[0].strip() != "no":
        return True
    if marks.suppress or marks.return_path.strip() == "<>":
        return True
    return message.sender is None or is_robots_address(message.sender.key) or is_alert(message)


def is_robots_address(address: str) -> bool:
    """Whether the address itself says that nobody reads there; `address` in lower case."""
    return bool(_ROBOT_NAMES.match(address) or _MONITORS.match(address))


def is_alert(message: IncomingMessage) -> bool:
    """Whether an address of machines and people alike (root, alerts, backup) says how something stands."""
    sender = message.sender.key if message.sender else ""
    return bool(_MIXED_NAMES.match(sender)) and not message.in_reply_to and says_state(message.subject)


class Voice(StrEnum):
    """Whose words these are, by what becomes of them."""

    HAND = "hand"  # somebody asks
    ANSWER = "answer"  # a robot answers a mail (vacation, receipt, bounce): it concerns a ticket of ours, or nothing
    NOTICE = "notice"  # a robot tells what nobody asked (alert, newsletter, list): somebody may have to know


def voice_of(message: IncomingMessage) -> Voice:
    """A loop's voice is an answer, too: nothing is opened for it."""
    if message.kind in (MessageKind.BOUNCE, MessageKind.COMPLAINT, MessageKind.LOOP) or message.marks.answers:
        return Voice.ANSWER
    return Voice.NOTICE if is_robot(message) else Voice.HAND
