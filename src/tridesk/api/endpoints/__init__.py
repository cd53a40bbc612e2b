"""Every operation, an area a file."""

from tridesk.api.endpoints.events import routes as events
from tridesk.api.endpoints.fields import routes as fields
from tridesk.api.endpoints.hooks import routes as hooks
from tridesk.api.endpoints.mail import routes as mail
from tridesk.api.endpoints.mail_templates import routes as mail_templates
from tridesk.api.endpoints.mailboxes_trust import routes as mailboxes
from tridesk.api.endpoints.operating import routes as operating
from tridesk.api.endpoints.people_acts import routes as people
from tridesk.api.endpoints.roles import routes as roles
from tridesk.api.endpoints.sites import routes as organisations
from tridesk.api.endpoints.teams import routes as teams
from tridesk.api.endpoints.tickets import routes as tickets
from tridesk.api.endpoints.webhooks import routes as webhooks

AREAS = (
    events,
    fields,
    mail,
    mail_templates,
    mailboxes,
    operating,
    organisations,
    people,
    roles,
    teams,
    tickets,
    webhooks,
    hooks,
)
