"""Who on the team hears what, by which personal channel; and what was done to one's account.

Not: mail to requesters, which is the conversation.
"""
