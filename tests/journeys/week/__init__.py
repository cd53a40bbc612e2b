"""A week at a desk, compressed: who writes (writers.py), the account of it (account.py), the people in it (town.py)."""
