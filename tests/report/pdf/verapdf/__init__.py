"""The veraPDF engine: how it is obtained, and what it says about files."""
