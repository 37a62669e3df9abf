"""Publish, told: a report as the site tells it, kept beside its PDF."""
