"""What an outsider could work out from released files."""
