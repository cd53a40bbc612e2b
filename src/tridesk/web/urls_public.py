"""What needs no sign-in: the start, the first administrator, the choice of a language, health."""

from django.urls import URLPattern, URLResolver, path

from tridesk.web.views import public as views

public: list[URLPattern | URLResolver] = [
    path("", views.start, name="start"),
    path("language", views.set_language, name="set_language"),
    path("setup/<str:token>", views.setup, name="setup"),
    path("health", views.health, name="health"),
]
