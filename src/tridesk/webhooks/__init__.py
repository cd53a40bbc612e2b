"""What programs hear of us and tell us: payloads of events, the feed, webhooks, inbound hooks. Not: what happened."""
