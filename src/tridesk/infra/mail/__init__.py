"""The mail wire: IMAP in, SMTP out. It carries bytes and knows nothing of what a mail says."""
