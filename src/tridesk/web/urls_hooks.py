"""What programs post to."""

from django.urls import URLPattern, URLResolver, path

from tridesk.web.views import hooks as views
from tridesk.web.views import hooks_in as views_in

hooks: list[URLPattern | URLResolver] = [
    path("hooks/mail/<str:token>", views.mail, name="mail_hook"),
    path("hooks/in/<str:token>", views_in.take, name="hook_in"),
]
