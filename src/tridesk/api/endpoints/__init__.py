"""Every operation, an area a file."""

from tridesk.api.endpoints.tickets import routes as tickets

AREAS = (tickets,)
