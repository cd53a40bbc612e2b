"""Refusals for the pages: the sentences of all doors, and the field of the form they belong to."""

from tridesk.wording.refusals import explain, field_of

__all__ = ["explain", "field_of"]
