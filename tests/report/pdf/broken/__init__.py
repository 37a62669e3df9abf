"""Documents that are broken on purpose, each made from a good one when a test asks for it."""
