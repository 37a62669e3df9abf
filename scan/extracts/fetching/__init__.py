"""Fetching: addresses of the catalogue in; new public files in the inbox."""
