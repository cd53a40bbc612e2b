import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="CacheEntry",
            fields=[
                ("cache_key", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("value", models.TextField()),
                ("expires", models.DateTimeField(db_index=True)),
            ],
            options={
                "db_table": "infra_cache",
            },
        ),
        migrations.CreateModel(
            name="RecurringRun",
            fields=[
                ("name", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("due_at", models.DateTimeField()),
                ("last_started_at", models.DateTimeField(null=True)),
                ("last_ended_at", models.DateTimeField(null=True)),
                ("last_error", models.TextField(blank=True)),
            ],
            options={
                "db_table": "infra_recurring",
            },
        ),
        migrations.CreateModel(
            name="EventRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("name", models.CharField(max_length=80)),
                ("stream", models.CharField(blank=True, max_length=40)),
                ("audit", models.BooleanField(default=False)),
                ("by", models.BigIntegerField(null=True)),
                ("ip", models.CharField(blank=True, max_length=45)),
                ("data", models.TextField()),
            ],
            options={
                "db_table": "infra_event",
                "indexes": [
                    models.Index(fields=["stream", "id"], name="event_of_stream"),
                    models.Index(condition=models.Q(("audit", True)), fields=["id"], name="event_audit"),
                ],
            },
        ),
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("size", models.BigIntegerField()),
                ("touched_at", models.DateTimeField(db_index=True)),
                ("verdict", models.CharField(blank=True, db_default="", default="", max_length=10)),
                ("signature", models.CharField(blank=True, db_default="", default="", max_length=200)),
                ("scanned_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(condition=models.Q(("verdict", "")), fields=["-id"], name="file_not_scanned")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("size__gte", 0)), name="file_size_not_negative"),
                    models.CheckConstraint(
                        condition=models.Q(("verdict__in", ["", "clean", "infected", "too_large"])),
                        name="file_verdict",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("lane", models.CharField(max_length=20)),
                ("queue", models.CharField(max_length=80)),
                ("order_key", models.CharField(blank=True, max_length=40)),
                ("unique_key", models.CharField(max_length=120, null=True)),
                ("payload", models.TextField(blank=True)),
                ("created_at", models.DateTimeField()),
                ("run_at", models.DateTimeField()),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("claim", models.CharField(blank=True, max_length=32)),
                ("parked_at", models.DateTimeField(null=True)),
                ("error", models.TextField(blank=True)),
                (
                    "event",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="infra.eventrecord"
                    ),
                ),
            ],
            options={
                "db_table": "infra_job",
                "indexes": [
                    models.Index(
                        condition=models.Q(("parked_at", None)), fields=["lane", "run_at", "id"], name="job_due"
                    ),
                    models.Index(
                        condition=models.Q(("parked_at", None)), fields=["queue", "order_key", "id"], name="job_order"
                    ),
                    models.Index(
                        condition=models.Q(("parked_at__isnull", False)), fields=["parked_at"], name="job_parked"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("parked_at", None), ("unique_key__isnull", False)),
                        fields=("queue", "unique_key"),
                        name="job_once",
                    )
                ],
            },
        ),
    ]
