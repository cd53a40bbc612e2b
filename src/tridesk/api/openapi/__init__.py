"""What the API tells programs about itself: one OpenAPI document, made from the operations."""
