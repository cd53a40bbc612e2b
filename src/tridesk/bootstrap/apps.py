from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig
from django.conf import settings


class BootstrapConfig(AppConfig):
    """Last of the apps: when every room is loaded, their readers are told who listens."""

    name = "tridesk.bootstrap"
    label = "bootstrap"

    def ready(self) -> None:
        for room in settings.ROOMS:
            if find_spec(f"tridesk.{room}.subscribers"):
                import_module(f"tridesk.{room}.subscribers")
