"""Every operation, an area a file."""

from tridesk.api.endpoints.events import routes as events
from tridesk.api.endpoints.tickets import routes as tickets

AREAS = (tickets, events)
