"""Whether a webhook wants an event: the small language of its conditions."""

from collections.abc import Iterable, Mapping
from typing import Any

from tridesk.webhooks.errors import WebhookInvalidError
from tridesk.webhooks.rules.paths import MISSING, at_path, shown
from tridesk.webhooks.types import Condition, Operator

MAX_CONDITIONS, MAX_FIELD, MAX_VALUE = 20, 120, 500


def fits(conditions: Iterable[Condition], data: Mapping[str, Any]) -> bool:
    """All of them must hold. A field that is not there is like an empty one."""
    return all(_holds(condition, at_path(data, condition.field)) for condition in conditions)


def _holds(condition: Condition, found: Any) -> bool:
    values = [shown(each) for each in found] if isinstance(found, list) else [_text(found)]
    wanted = condition.value
    match condition.operator:
        case Operator.IS:
            return wanted in values
        case Operator.IS_NOT:
            return wanted not in values
        case Operator.IN:
            return bool({word.strip() for word in wanted.split(",")} & set(values))
        case Operator.CONTAINS:
            return any(wanted.casefold() in value.casefold() for value in values)


def _text(found: Any) -> str:
    return "" if found is MISSING else shown(found)


def checked_conditions(given: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """As they are kept; raises WebhookInvalidError that names the field `conditions`."""
    kept = []
    for each in given:
        field, value = str(each.get("field", "")).strip(), str(each.get("value", ""))
        operator = str(each.get("operator", ""))
        if operator not in set(Operator):
            raise WebhookInvalidError(field="conditions", reason="unknown_value", value=operator)
        if not field or len(field) > MAX_FIELD or len(value) > MAX_VALUE or "\0" in field + value:
            raise WebhookInvalidError(field="conditions", reason="malformed")
        kept.append({"field": field, "operator": operator, "value": value})
    if len(kept) > MAX_CONDITIONS:
        raise WebhookInvalidError(field="conditions", reason="too_many")
    return kept


def condition_of(kept: Mapping[str, str]) -> Condition:
    return Condition(kept["field"], Operator(kept["operator"]), kept["value"])
