"""Administrators may manage webhooks: their role allows everything, also what came after it was made."""

from django.db import migrations

from tridesk.identity.models.defaults import write_defaults


class Migration(migrations.Migration):
    dependencies = [("identity", "0003_programs")]

    operations = [
        migrations.RunPython(
            lambda apps, _editor: write_defaults(
                apps.get_model("identity", "Role"), apps.get_model("identity", "Team")
            ),
            migrations.RunPython.noop,
        )
    ]
