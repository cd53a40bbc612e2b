"""What all forms here share: ids as the macros of templates write them."""

from typing import Any

from django import forms


class DeskForm(forms.Form):
    """Fields are called `f-<name>` on the page, so that an error can lead to its field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "f-%s")
        super().__init__(*args, **kwargs)


class Area(forms.CharField):
    """Several lines of text."""

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)
