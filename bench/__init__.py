"""What Tridesk costs: time, memory, statements; measured on real databases, printed as a table and kept as JSON."""
