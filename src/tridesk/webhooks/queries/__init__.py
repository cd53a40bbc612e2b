"""Reads of the room, each narrowed to who asks."""
