"""OAuth 2.0: the page of consent, and what programs ask."""

from django.urls import URLPattern, URLResolver, path

from tridesk.web.views import oauth as pages
from tridesk.web.views import oauth_endpoints as programs

oauth: list[URLPattern | URLResolver] = [
    path("oauth/authorize", pages.authorize, name="oauth_authorize"),
    path("oauth/token", programs.token, name="oauth_token"),
    path("oauth/revoke", programs.revoke, name="oauth_revoke"),
    path("oauth/introspect", programs.introspect, name="oauth_introspect"),
    path(".well-known/oauth-authorization-server", programs.metadata, name="oauth_metadata"),
]
