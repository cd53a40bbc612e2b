"""The built-in roles and the default team: a database that was only migrated can take in mail."""

from django.db import migrations

from tridesk.identity.models.defaults import write_defaults


class Migration(migrations.Migration):
    dependencies = [("identity", "0001_initial")]

    operations = [
        migrations.RunPython(
            lambda apps, _editor: write_defaults(
                apps.get_model("identity", "Role"), apps.get_model("identity", "Team")
            ),
            migrations.RunPython.noop,
        )
    ]
