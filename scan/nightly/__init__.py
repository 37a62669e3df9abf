"""Nightly: a publication in; all its reports made anew where they must, whatever goes wrong."""
