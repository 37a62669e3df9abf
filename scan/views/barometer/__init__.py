"""Views, barometer: what a reader of the Barometer Samenleven sees, already rounded and worded."""
