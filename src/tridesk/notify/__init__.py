"""Who on the team hears what, by which personal channel. Not: mail to requesters, which is the conversation."""
