"""The background door: runs what the rooms enqueued, listens to mailboxes, keeps recurring work on time."""
