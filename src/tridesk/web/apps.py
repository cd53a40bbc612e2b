from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "tridesk.web"
    label = "web"

    def ready(self) -> None:
        from tridesk.web import sign_in_audit  # noqa: F401
