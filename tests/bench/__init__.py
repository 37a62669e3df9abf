"""The benchmark: this factory beside what a user would otherwise write. ``make bench``."""
