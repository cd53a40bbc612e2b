"""Every operation, an area a file."""

from tridesk.api.endpoints.attachments import routes as files
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
from tridesk.api.endpoints.tickets_scheduled import routes as messages
from tridesk.api.endpoints.tickets_timeline import routes as tickets
from tridesk.api.endpoints.webhooks import routes as webhooks

# An area of several files begins in one and goes on in the next; addresses are looked for in that order, so that
# `/tickets/bulk` comes before `/tickets/{id}`.
AREAS = (
    events,
    fields,
    files,
    mail,
    mail_templates,
    mailboxes,
    messages,
    operating,
    organisations,
    people,
    roles,
    teams,
    tickets,
    webhooks,
    hooks,
)
