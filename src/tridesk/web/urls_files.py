"""Files on their way in and out."""

from django.urls import URLPattern, URLResolver, path

from tridesk.web import converters  # noqa: F401 - <id:...>
from tridesk.web.views import files as views

files: list[URLPattern | URLResolver] = [
    path("files", views.upload, name="upload"),
    path("files/<str:token>/<str:name>", views.uploaded, name="uploaded"),
    path("attachments/<id:attachment_id>/<str:name>", views.attachment, name="attachment"),
    path("t/<str:link>/files", views.link_upload, name="link_upload"),
    path("t/<str:link>/files/<str:token>/<str:name>", views.link_uploaded, name="link_uploaded"),
    path("t/<str:link>/attachments/<id:attachment_id>/<str:name>", views.link_attachment, name="link_attachment"),
]
