"""From delivered files to clean frames: readers, contract, deliveries, made-up extracts."""
