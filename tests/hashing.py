from django.contrib.auth.hashers import Argon2PasswordHasher


class CheapArgon2(Argon2PasswordHasher):
    """The product's way of hashing at a cost that only tests may have."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1
