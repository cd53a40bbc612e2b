"""`<id:...>` in addresses: a row's id that both databases can hold. Longer numbers are no address of ours."""

from django.urls import register_converter


class IdConverter:
    """1 to 18 digits; eighteen nines fit into 64 bits."""

    regex = "[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(IdConverter, "id")
MAX_ID = 10**18 - 1
