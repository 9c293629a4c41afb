"""WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ipcontact.settings")
os.environ.setdefault("PROCESS_KIND", "web")

application = get_wsgi_application()
