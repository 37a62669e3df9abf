"""Extracts, look: what an unknown file is, and a draft of its source, without any source."""
