"""Every address: the API below its own root, the pages everywhere else."""

from django.urls import URLPattern, URLResolver, include, path

from tridesk.api.app import patterns
from tridesk.api.docs.urls import docs
from tridesk.web import urls as pages

urlpatterns: list[URLPattern | URLResolver] = [path("api/v1/", include([*docs, *patterns()])), *pages.urlpatterns]

handler400, handler403, handler404 = pages.handler400, pages.handler403, pages.handler404
handler500, handler429 = pages.handler500, pages.handler429
