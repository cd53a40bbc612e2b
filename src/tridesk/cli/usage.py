"""argparse's own words in the operator's language: it asks the system's catalogues, which do not have them."""

import argparse

from tridesk.cli.language import gettext, ngettext

N_ = str  # marks a text for the catalogues; it is looked up when argparse asks for it

# Those of Python 3.12 to 3.14 that our commands can bring about.
WORDS = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("show program's version number and exit"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("expected one argument"),
    N_("expected at least one argument"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("invalid %(type)s value: %(value)r"),
    N_("ambiguous option: %(option)s could match %(matches)s"),
    N_("ignored explicit argument %r"),
)


def translate() -> None:
    """From now on argparse speaks the operator's language in this process."""
    argparse._ = gettext  # type: ignore[attr-defined]
    argparse.ngettext = ngettext  # type: ignore[attr-defined]
