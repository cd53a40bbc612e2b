import pytest

from tridesk.infra.mail.mailpath import mail_path


def test_a_domain_is_written_in_ascii_and_the_local_part_left_alone() -> None:
    assert mail_path("élena@bücher.test") == "élena@xn--bcher-kva.test"
    assert mail_path('"o\'tto"@outside.test') == '"o\'tto"@outside.test'


@pytest.mark.parametrize(
    "address",
    [
        "",
        "alice",
        "@acme.test",
        "alice@",
        "a b@acme.test",
        "alice@ção..test",
        "<alice@acme.test>",
        "alice@acme.test>\r\nRCPT TO:<otto@outside.test",
    ],
)
def test_what_is_no_address_never_reaches_a_command(address: str) -> None:
    with pytest.raises(ValueError, match="not a mail address"):
        mail_path(address)
