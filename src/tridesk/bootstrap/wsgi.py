"""The pages as a WSGI application."""

import os

import django
from django.core.handlers.wsgi import WSGIHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tridesk.bootstrap.settings")
django.setup(set_prefix=False)
application = WSGIHandler()
