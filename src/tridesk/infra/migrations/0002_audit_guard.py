"""Audit lines cannot be changed or deleted, not even by the product."""

from django.db import migrations

from tridesk.infra.guards import drop_audit_guard, raise_audit_guard


class Migration(migrations.Migration):
    dependencies = [("infra", "0001_initial")]

    operations = [
        migrations.RunPython(
            lambda _apps, editor: raise_audit_guard(editor.connection),
            lambda _apps, editor: drop_audit_guard(editor.connection),
        )
    ]
