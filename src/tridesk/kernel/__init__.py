"""Ids, clock, paging, text, base errors and events. The standard library only; knows no business word."""
