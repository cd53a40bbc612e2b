from django.db import models


class CacheEntry(models.Model):
    """The table of Django's database cache: rate limits are counted here, for all processes together."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "infra_cache"
