"""The kinds of channel, one folder each."""
