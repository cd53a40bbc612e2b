"""Technique without business words: outbox, tasks, files, secrets, the mail wire, the database's differences."""
