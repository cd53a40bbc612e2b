from datetime import timedelta

from django.conf import settings
from django.utils.module_loading import import_string
from tests.cast import Cast

from tridesk.identity import queries
from tridesk.identity.models import Session
from tridesk.kernel.clock import now as clock_now


def test_a_session_knows_its_person_in_a_column(cast: Cast) -> None:
    store = import_string(f"{settings.SESSION_ENGINE}.SessionStore")()
    store["_auth_user_id"] = str(cast.bruno.person_id)
    store["draft"] = "hello"
    store.create()
    found = queries.actor_of_session(session_key=store.session_key, now=clock_now())
    assert found is not None
    data, actor = found
    assert actor == cast.bruno
    assert store.decode(data)["draft"] == "hello"


def test_expired_sessions_are_cleared_away(cast: Cast) -> None:
    store_class = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
    Session.objects.create(session_key="old", session_data="", expire_date=clock_now() - timedelta(days=1))
    store_class.clear_expired()
    assert not Session.objects.exists()
