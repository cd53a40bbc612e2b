"""The pages: translates HTML and HTTP to one call of a room. Decides nothing."""
