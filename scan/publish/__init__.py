"""Publish: what readers get besides single reports, and how it is put before them."""
