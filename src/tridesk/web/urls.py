"""Every address of the pages, an area a file, so that one area grows without touching another."""

from django.urls import URLPattern, URLResolver

from tridesk.web import errors
from tridesk.web.urls_account import account
from tridesk.web.urls_files import files
from tridesk.web.urls_hooks import hooks
from tridesk.web.urls_oauth import oauth
from tridesk.web.urls_public import public
from tridesk.web.urls_settings import settings
from tridesk.web.urls_tickets import tickets

urlpatterns: list[URLPattern | URLResolver] = [*tickets, *files, *public, *account, *settings, *hooks, *oauth]

handler400 = errors.bad_request
handler403 = errors.not_allowed
handler404 = errors.not_found
handler500 = errors.broken
handler429 = errors.too_many
