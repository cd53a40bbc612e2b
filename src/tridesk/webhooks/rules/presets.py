"""Mappings for programs that many have."""

from collections.abc import Mapping

_PROMETHEUS = {
    "subject": "{{ commonAnnotations.summary | commonLabels.alertname | groupLabels.alertname | receiver }}",
    "body": "{{ commonAnnotations.description | alerts.0.annotations.description }}\n\n{{ commonLabels }}\n\n"
    "{{ alerts.0.generatorURL | externalURL }}",
    "priority": "{{ commonLabels.severity }}",
    "tags": "{{ commonLabels.alertname }}",
    "key": "{{ groupKey }}",
    "resolved_field": "{{ status }}",
    "resolved_value": "resolved",
}

PRESETS: Mapping[str, Mapping[str, str]] = {
    "generic": {
        "subject": "{{ subject | title | summary | message }}",
        "body": "{{ body | text | description | message }}",
        "requester": "{{ requester | email }}",
        "priority": "{{ priority | severity }}",
        "tags": "{{ tags }}",
        "key": "{{ key | id }}",
        "resolved_field": "{{ status }}",
        "resolved_value": "resolved, ok, closed",
    },
    "alertmanager": _PROMETHEUS,
    "grafana": {
        **_PROMETHEUS,
        "subject": "{{ commonAnnotations.summary | commonLabels.alertname | title }}",
        "body": "{{ message | commonAnnotations.description }}\n\n{{ alerts.0.panelURL | externalURL }}",
    },
    "zabbix": {
        "subject": "{{ trigger_name | event_name | subject }}",
        "body": "{{ alert_message | message }}\n\n{{ host_name | host }}\n{{ event_tags }}",
        "priority": "{{ trigger_severity | event_severity | severity }}",
        "tags": "{{ host_name | host }}",
        "key": "{{ event_id | eventid }}",
        "resolved_field": "{{ event_value | value | status }}",
        "resolved_value": "0, ok, resolved",
    },
    "uptime_kuma": {
        "subject": "{{ monitor.name }}",
        "body": "{{ msg }}\n\n{{ heartbeat.msg }}\n{{ monitor.url | monitor.hostname }}",
        "priority": "high",
        "key": "{{ monitor.id | monitor.name }}",
        "resolved_field": "{{ heartbeat.status }}",
        "resolved_value": "1",
    },
}
