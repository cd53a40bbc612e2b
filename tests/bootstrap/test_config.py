"""Settings are read from the environment, files and TOML; a wrong one is named, a wrong secret is not shown."""

from email.utils import getaddresses

import pytest

from tridesk.bootstrap import config


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"TRIDESK_BINDD": "x"}, "TRIDESK_BIND"),
        ({"TRIDESK_BIND": "8000"}, "TRIDESK_BIND"),
        ({"TRIDESK_BIND": "127.0.0.1:99999"}, "TRIDESK_BIND"),
        ({"TRIDESK_BIND": "::1:8000"}, "TRIDESK_BIND"),
        ({"TRIDESK_DATABASE_URL": "mysql://x"}, "TRIDESK_DATABASE_URL"),
        ({"TRIDESK_LANGUAGE": "fr"}, "TRIDESK_LANGUAGE"),
        ({"TRIDESK_TIME_ZONE": "Mars"}, "TRIDESK_TIME_ZONE"),
        ({"TRIDESK_WORKER_THREADS": "many"}, "TRIDESK_WORKER_THREADS"),
        ({"TRIDESK_DEBUG": "perhaps"}, "TRIDESK_DEBUG"),
        ({"TRIDESK_SECRET_KEY_FILE": "/nowhere"}, "TRIDESK_SECRET_KEY_FILE"),
        ({"TRIDESK_BIND_FILE": "/nowhere"}, "TRIDESK_BIND_FILE"),
        ({"TRIDESK_CONFIG": "/nowhere.toml"}, "TRIDESK_CONFIG"),
        ({"TRIDESK_TIME_ZONE": "America"}, "TRIDESK_TIME_ZONE"),
        ({"TRIDESK_TIME_ZONE": "/etc/localtime"}, "TRIDESK_TIME_ZONE"),
        ({"TRIDESK_PUBLIC_URL": "desk.example.org"}, "TRIDESK_PUBLIC_URL"),
        ({"TRIDESK_PUBLIC_URL": "https://example.org/desk"}, "nothing after it"),
        ({"TRIDESK_PUBLIC_URL": "https://me:you@example.org"}, "nothing after it"),
        ({"TRIDESK_PUBLIC_URL": "https://example.org:port"}, "cannot be read|can be read"),
        ({"TRIDESK_PUBLIC_URL": "https://[::1"}, "TRIDESK_PUBLIC_URL"),
        ({"TRIDESK_DATABASE_URL": "postgresql://db:99999/x"}, "TRIDESK_DATABASE_URL"),
        ({"TRIDESK_DATABASE_URL": "sqlite://"}, "TRIDESK_DATABASE_URL"),
        ({"TRIDESK_SMTP_URL": "smtp.example.org"}, "TRIDESK_SMTP_URL"),
        ({"TRIDESK_SMTP_URL": "https://smtp.example.org"}, "TRIDESK_SMTP_URL"),
        ({"TRIDESK_SMTP_URL": "smtps://u:p@smtp.example.org:0"}, "TRIDESK_SMTP_URL"),
        ({"TRIDESK_MAIL_FROM": "Support"}, "TRIDESK_MAIL_FROM"),
        *[({"TRIDESK_CLAMD": wrong}, "TRIDESK_CLAMD") for wrong in ("/run/clamd.ctl", "unix:", "unix:/", "h", "h:0")],
        *[({"TRIDESK_DNS": wrong}, "TRIDESK_DNS") for wrong in ("ns.test", "192.0.2.1:0", "[::1]:x", "1:2", "[::1")],
        *[({"TRIDESK_MAIL_RELAYS": wrong}, "TRIDESK_MAIL_RELAYS") for wrong in ("mx.test", "192.0.2.1/24")],
        ({"TRIDESK_MAX_UPLOAD_MB": "-1"}, "between 1 and 10000"),
    ],
)
def test_a_wrong_setting_is_named(given, said, tmp_path):
    with pytest.raises(config.ConfigError, match=said):
        config.load({"TRIDESK_DATA_DIR": str(tmp_path)} | given)


def test_a_wrong_secret_is_named_and_not_shown(tmp_path):
    with pytest.raises(config.ConfigError) as refused:
        config.load({"TRIDESK_DATA_DIR": str(tmp_path), "TRIDESK_DATABASE_URL": "mysql://root:hush@db"})
    assert "hush" not in str(refused.value)


def test_secrets_come_from_files_and_settings_from_toml(tmp_path):
    (tmp_path / "key").write_text("from a file\n")
    (tmp_path / "t.toml").write_text('language = "es"\nblocked_file_types = ["exe", "bat"]\ntrust_proxy = true\n')
    given = {"TRIDESK_SECRET_KEY_FILE": str(tmp_path / "key"), "TRIDESK_CONFIG": str(tmp_path / "t.toml")}
    read = config.load(given)
    assert (read.secret_key, read.language, read.trust_proxy) == ("from a file", "es", True)
    assert read.blocked_file_types == ("exe", "bat")
    assert config.load(given | {"TRIDESK_LANGUAGE": "pt-br"}).language == "pt-br", "the environment comes first"


def test_an_unknown_key_of_the_file_is_named(tmp_path):
    (tmp_path / "t.toml").write_text('colour = "red"\n')
    with pytest.raises(config.ConfigError, match="TRIDESK_COLOUR"):
        config.load({"TRIDESK_CONFIG": str(tmp_path / "t.toml")})


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("PUBLIC_URL", "https://desk.example.org/", "https://desk.example.org"),
        ("PUBLIC_URL", "http://[2001:db8::1]:8000", "http://[2001:db8::1]:8000"),
        ("SMTP_URL", "smtp+starttls://u%40x:p@smtp.example.org:587", "smtp+starttls://u%40x:p@smtp.example.org:587"),
        ("MAIL_FROM", "Support <help@example.org>", "Support <help@example.org>"),
        ("MAIL_FROM", "help@example.org", "help@example.org"),
        ("DATABASE_URL", "sqlite:////srv/desk.sqlite3", "sqlite:////srv/desk.sqlite3"),
        ("DATABASE_URL", "postgresql:///desk?host=/run/postgresql", "postgresql:///desk?host=/run/postgresql"),
        ("DEBUG", "off", False),
        ("BIND", "[::1]:8000", "[::1]:8000"),
        ("BLOCKED_FILE_TYPES", " exe, ,bat ", ("exe", "bat")),
    ],
)
def test_a_right_one_is_read(name, value, read, tmp_path):
    given = {"TRIDESK_CONFIG": "", "TRIDESK_DATA_DIR": str(tmp_path), f"TRIDESK_{name}": value}
    assert getattr(config.load(given), name.lower()) == read


@pytest.mark.parametrize("content", [b"", b"  \n", b"\xff\xfe"], ids=["empty", "blank", "not UTF-8"])
def test_a_secret_file_without_a_secret_is_refused(content, tmp_path):
    """A file that is not filled yet must not start the desk with another key, or on another database."""
    (tmp_path / "secret").write_bytes(content)
    for name in ("SECRET_KEY", "DATABASE_URL"):
        with pytest.raises(config.ConfigError, match=f"TRIDESK_{name}_FILE"):
            config.load({"TRIDESK_DATA_DIR": str(tmp_path), f"TRIDESK_{name}_FILE": str(tmp_path / "secret")})


def test_a_file_of_settings_that_is_not_utf_8_is_refused(tmp_path):
    (tmp_path / "tridesk.toml").write_bytes('site_name = "Señal"\n'.encode("latin-1"))
    with pytest.raises(config.ConfigError, match="UTF-8"):
        config.load({"TRIDESK_DATA_DIR": str(tmp_path)})


def test_the_present_folder_comes_before_the_data_folder(tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "tridesk.toml").write_text('site_name = "of the data folder"')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert config.load({"TRIDESK_DATA_DIR": "~/data"}).site_name == "of the data folder"
    (tmp_path / "tridesk.toml").write_text('site_name = "of the present one"')
    assert config.load({"TRIDESK_DATA_DIR": "data"}).site_name == "of the present one"


@pytest.mark.parametrize(
    ("given", "host"),
    [
        ({}, "127.0.0.1"),
        ({"TRIDESK_BIND": "[::1]:8000"}, "[::1]"),
        ({"TRIDESK_PUBLIC_URL": "https://desk.example.org"}, "desk.example.org"),
        ({"TRIDESK_PUBLIC_URL": "https://desk.example.org:8443"}, "desk.example.org"),
        ({"TRIDESK_PUBLIC_URL": "https://[2001:db8::1]"}, "[2001:db8::1]"),
    ],
)
def test_the_pages_answer_to_the_host_of_their_public_address(given, host, tmp_path):
    assert config.load({"TRIDESK_DATA_DIR": str(tmp_path)} | given).public_host == host


@pytest.mark.parametrize("name", ["Acme", "Acme, Inc.", "Señal, S.A.", 'The "desk"'])
def test_the_desks_name_is_one_sender_whatever_it_holds(name, tmp_path):
    sender = config.load({"TRIDESK_DATA_DIR": str(tmp_path), "TRIDESK_SITE_NAME": name}).sender
    assert getaddresses([sender]) == [(name, "tridesk@localhost")]


@pytest.mark.parametrize("address", ["", "unix:/run/clamav/clamd.ctl", "127.0.0.1:3310", "[::1]:3310", "scanner:3310"])
def test_where_clamd_is_may_be_a_socket_or_a_host(address, tmp_path):
    assert config.load({"TRIDESK_DATA_DIR": str(tmp_path), "TRIDESK_CLAMD": address}).clamd == address


@pytest.mark.parametrize(
    ("given", "servers"),
    [
        ("", ()),
        ("192.0.2.53", (("192.0.2.53", 53),)),
        ("192.0.2.53:5353, ::1", (("192.0.2.53", 5353), ("::1", 53))),
        ("[2001:db8::53]:54,[::1]", (("2001:db8::53", 54), ("::1", 53))),
    ],
)
def test_name_servers_are_given_by_their_addresses(given, servers, tmp_path):
    assert config.load({"TRIDESK_DATA_DIR": str(tmp_path), "TRIDESK_DNS": given}).dns == servers
