"""E-mail: bytes from the wire become an IncomingMessage; replies become mail."""
