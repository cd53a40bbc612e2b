from tests.api.asking import Operation

OPERATIONS = (
    Operation("list_events", "GET", "/events", outsider=200, read_only=200, sql=2),
    Operation(
        "list_events", "GET", "/events", query="?from=start&type=ticket.*&type=person.added&limit=5", outsider=200,
        read_only=200,
    ),
    Operation(
        "list_events", "GET", "/events", query="?cursor=forged", works=422, outsider=422, read_only=422, scopeless=403
    ),
    Operation(
        "list_events", "GET", "/events", query="?type=nothing", works=422, outsider=422, read_only=422, scopeless=403
    ),
)  # fmt: skip
