"""Settings, and the wiring of subscribers, kinds, routes and recurring work."""
