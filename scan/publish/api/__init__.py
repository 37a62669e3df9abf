"""Publish, api: the figures for machines, as files that can be asked for like a service."""
