"""Audit: what an outsider could work out from released files and the identities of the catalogue.

It knows nothing of how figures are protected: whatever is wrong there is wrong in the files too.
"""
