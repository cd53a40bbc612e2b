"""The conversation itself: tickets, messages, fields, links, their rules and their history. Not: how words travel."""
