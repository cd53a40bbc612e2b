"""What mail costs: reading it, taking it in, many mailboxes, a long history. `make bench ARGS="--only mail"`."""
