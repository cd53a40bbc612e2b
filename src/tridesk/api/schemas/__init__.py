"""What bodies look like, for the docs and for reading what comes in. What goes out is put together in `shapes`."""
