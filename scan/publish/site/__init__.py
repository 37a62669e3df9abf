"""Publish, site: the static site on which people find their municipality, reports and series."""
