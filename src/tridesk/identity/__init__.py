"""Who are you, and may you: people of all three sides, their addresses, roles, teams, sessions and links.

Not: organisations.
"""
