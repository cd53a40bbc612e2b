"""What can be done to organisations, their domains and sites, and to who belongs to them: one verb a file."""

from tridesk.orgs.actions.add_organisation import add_organisation
from tridesk.orgs.actions.add_site import add_site
from tridesk.orgs.actions.affiliate import affiliate
from tridesk.orgs.actions.affiliate_by_domain import affiliate_by_domain
from tridesk.orgs.actions.change_organisation import change_organisation
from tridesk.orgs.actions.change_site import change_site
from tridesk.orgs.actions.follow_merge import follow_merge
from tridesk.orgs.actions.leave import leave
from tridesk.orgs.actions.remove_site import remove_site
from tridesk.orgs.actions.set_domains import set_domains

__all__ = [
    "add_organisation",
    "add_site",
    "affiliate",
    "affiliate_by_domain",
    "change_organisation",
    "change_site",
    "follow_merge",
    "leave",
    "remove_site",
    "set_domains",
]
