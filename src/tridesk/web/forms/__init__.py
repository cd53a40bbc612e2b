"""Forms: cleaning what pages send, nothing else."""
