"""The benchmark: each figure beside its floor from the same run (`make bench`)."""
