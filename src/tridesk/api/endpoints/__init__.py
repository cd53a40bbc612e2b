"""Every operation, an area a file."""

from tridesk.api.endpoints.events import routes as events
from tridesk.api.endpoints.fields import routes as fields
from tridesk.api.endpoints.organisations import routes as organisations
from tridesk.api.endpoints.people import routes as people
from tridesk.api.endpoints.people_acts import routes as people_acts
from tridesk.api.endpoints.roles import routes as roles
from tridesk.api.endpoints.sites import routes as sites
from tridesk.api.endpoints.teams import routes as teams
from tridesk.api.endpoints.tickets import routes as tickets
from tridesk.api.endpoints.webhooks import routes as webhooks

AREAS = (
    events,
    fields,
    organisations,
    people,
    people_acts,
    roles,
    sites,
    teams,
    tickets,
    webhooks,
)
