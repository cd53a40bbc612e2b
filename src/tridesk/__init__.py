"""Tridesk: the one desk where the user, the analyst and the vendor work in harmony."""

__version__ = "0.1.0"
