"""Pages for people who write programs: every operation with examples, and how to go about it. They work offline."""
