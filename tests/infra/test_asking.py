from datetime import UTC, datetime, timedelta, timezone

import pytest

from tridesk.infra.asking import ask, ask_one, marks, moment, tell
from tridesk.infra.models import StoredFile

AT = datetime(2026, 3, 10, 9, 30, 15, 123456, tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.parametrize("at", [AT, AT.replace(microsecond=0), AT.astimezone(timezone(timedelta(hours=-3)))])
def test_a_time_comes_back_as_it_went(at: datetime):
    StoredFile.objects.create(sha256="a" * 64, size=1, touched_at=at)
    ((touched,),) = ask("SELECT touched_at FROM infra_storedfile WHERE touched_at = %s", at)
    assert moment(touched) == at


@pytest.mark.django_db
def test_rows_one_row_and_no_row():
    for number in range(3):
        StoredFile.objects.create(sha256=str(number) * 64, size=number, touched_at=AT)
    wanted = (0, 2)
    assert ask(f"SELECT size FROM infra_storedfile WHERE size IN ({marks(wanted)}) ORDER BY size", *wanted) == [
        (0,),
        (2,),
    ]
    assert ask_one("SELECT size FROM infra_storedfile WHERE size > %s ORDER BY size", 0) == (1,)
    assert ask_one("SELECT size FROM infra_storedfile WHERE size > %s", 9) is None
    assert ask("SELECT size FROM infra_storedfile WHERE size > %s", 9) == []


@pytest.mark.django_db
def test_words_of_people_stay_values():
    StoredFile.objects.create(sha256="c" * 64, size=1, touched_at=AT)
    assert ask("SELECT size FROM infra_storedfile WHERE sha256 = %s", "' OR 1=1; --") == []


@pytest.mark.django_db
def test_telling_counts_the_rows():
    StoredFile.objects.create(sha256="d" * 64, size=1, touched_at=AT)
    assert tell("UPDATE infra_storedfile SET size = %s WHERE sha256 = %s", 5, "d" * 64) == 1
    assert tell("UPDATE infra_storedfile SET size = %s WHERE sha256 = %s", 5, "e" * 64) == 0
