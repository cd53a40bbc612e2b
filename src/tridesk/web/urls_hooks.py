"""What programs post to."""

from django.urls import URLPattern, URLResolver, path

from tridesk.web.views import hooks as views

hooks: list[URLPattern | URLResolver] = [path("hooks/mail/<str:token>", views.mail, name="mail_hook")]
