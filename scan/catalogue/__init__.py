"""Catalogue: TOML files and area tables in; checked records out."""
