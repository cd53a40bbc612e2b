"""Views: find who asks, call one action or query, render."""
