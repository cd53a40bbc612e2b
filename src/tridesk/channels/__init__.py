"""Words in and out: mailboxes, the mails they bring and the mails we send. Not: what a ticket is."""
