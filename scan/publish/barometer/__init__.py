"""Publish, barometer: the Barometer Samenleven as pages of the site, as a PDF and as files."""
