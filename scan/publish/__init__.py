"""Publish: what readers get beside the report, and whether it may go out."""
